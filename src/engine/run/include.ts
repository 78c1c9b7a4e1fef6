import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import { reasonOf } from '../compile/index.ts'
import type { Layer } from '../inventory/index.ts'
import type { TaskInfo } from '../module/index.ts'
import type { Include, Included } from '../playbook/index.ts'
import { render, type Scope } from '../values/index.ts'
import { hindrance } from './conditions.ts'
import type { Frame } from './course.ts'
import { active, type HostState } from './hosts.ts'
import { turnsOf } from './loop.ts'
import { finish } from './refuse.ts'
import type { Ground } from './stretch.ts'
import { taskInfo } from './taskInfo.ts'
import { scopeOf } from './variables.ts'
import type { Walk } from './walk.ts'

/** What one host wants included. */
interface Request {
  readonly host: HostState
  readonly name: string
  readonly tasksFrom: string | undefined
  /** Which turn of the loop; hosts that ask for the same thing in the same turn go together. */
  readonly turn: number
  readonly label: string | undefined
  readonly layers: readonly Layer[]
}

interface Group {
  readonly requests: readonly [Request, ...Request[]]
  readonly included: Included
}

/** Resolves an include host by host, then takes those who include the same through its steps together. */
export async function runInclude(ground: Ground, include: Include, walk: Walk): Promise<void> {
  const { course, frame, hosts } = ground
  const [first] = hosts
  if (!first) return
  const { report } = course.run
  const task = taskInfo(course, include, { host: first, frame })
  report({ kind: 'taskStarted', task, hosts: hosts.map(host => host.name) })
  const requests = hosts.flatMap(host => requestsOf(ground, { include, task, host }))
  const groups = groupsOf(requests).flatMap(group => loaded(ground, { include, task, group }))
  for (const group of groups) announce(ground, group)
  report({ kind: 'taskEnded', task })
  for (const { included, requests: those } of groups) {
    const members = active(those.map(request => request.host))
    await walk({ ...ground, hosts: members, frame: frameOf(frame, those) }, included.steps)
  }
}

/** What a host includes: once for each turn of the loop whose conditions hold. A Fault is its failure. */
function requestsOf(
  { course, frame }: Ground,
  { include, task, host }: { include: Include; task: TaskInfo; host: HostState },
): readonly Request[] {
  try {
    const scope = scopeOf({ course, host, frame, step: include })
    const turns = include.loop ? turnsOf(include.loop, scope) : [{ scope }]
    const wanted = turns.map((turn, index) => {
      const reason = hindrance(include, turn.scope)
      return reason ?? requestOf(include, { host, turn: index, ...turn })
    })
    const reason = wanted.find(each => typeof each === 'string')
    const requests = wanted.filter(each => typeof each !== 'string')
    if (requests.length === 0) {
      const skipped = { kind: 'skipped', reason: reason ?? 'no items in the list' } as const
      finish(course, { task, host, outcome: skipped })
    }
    return requests
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const outcome = { kind: 'failed', reason: reasonOf(error), result: {} } as const
    finish(course, { task, host, outcome })
    return []
  }
}

function requestOf(
  { what }: Include,
  at: {
    host: HostState
    turn: number
    scope: Scope
    layer?: Layer
    label?: string
  },
): Request {
  const name = what.kind === 'tasks' ? what.file : what.role
  const from = what.kind === 'role' ? what.tasksFrom : undefined
  const text = render(name, at.scope)
  if (typeof text !== 'string' || text === '') {
    throw new Fault('include: a name is wanted', { place: placeOf(name) })
  }
  return {
    host: at.host,
    name: text,
    tasksFrom: from && String(render(from, at.scope)),
    turn: at.turn,
    label: at.label,
    layers: at.layer ? [at.layer] : [],
  }
}

/** In the order of the loop, and within a turn in the order of the hosts. */
function groupsOf(requests: readonly Request[]): readonly Group['requests'][] {
  const groups = new Map<string, [Request, ...Request[]]>()
  const sorted = [...requests].sort((a, b) => a.turn - b.turn)
  for (const request of sorted) {
    const { label, name, tasksFrom, turn } = request
    const key = JSON.stringify([turn, name, tasksFrom, label])
    const group = groups.get(key)
    if (group) group.push(request)
    else groups.set(key, [request])
  }
  return [...groups.values()]
}

/** Nothing where it can't be loaded: then it has failed on its hosts. */
function loaded(
  { course }: Ground,
  { include, task, group }: { include: Include; task: TaskInfo; group: Group['requests'] },
): readonly Group[] {
  const [{ name, tasksFrom }] = group
  try {
    return [{ requests: group, included: include.load(name, tasksFrom) }]
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const outcome = { kind: 'failed', reason: reasonOf(error), result: {} } as const
    for (const host of active(group.map(request => request.host))) {
      finish(course, { task, host, outcome })
    }
    return []
  }
}

function announce({ course }: Ground, { included, requests }: Group): void {
  const hosts = requests.map(request => request.host.name)
  const { label } = requests[0]
  course.handlers.add(included.handlers)
  for (const host of hosts) course.run.score.included(host)
  course.run.report({
    kind: 'included',
    file: included.file,
    hosts,
    ...(label === undefined ? {} : { label }),
  })
}

function frameOf(frame: Frame, requests: readonly Request[]): Frame {
  const layers = new Map(frame.layers)
  for (const { host, layers: more } of requests) {
    layers.set(host.name, [...(frame.layers.get(host.name) ?? []), ...more])
  }
  return { ...frame, layers }
}
