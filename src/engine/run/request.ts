import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import { reasonOf } from '../compile/index.ts'
import type { Layer } from '../inventory/index.ts'
import type { TaskInfo } from '../module/index.ts'
import type { Include } from '../playbook/index.ts'
import { render, type Scope } from '../values/index.ts'
import { hindrance } from './conditions.ts'
import type { HostState } from './hosts.ts'
import { turnsOf } from './loop.ts'
import { finish } from './refuse.ts'
import type { Ground } from './stretch.ts'
import { scopeOf } from './variables.ts'

/** What one host wants included. */
export interface Request {
  readonly host: HostState
  readonly name: string
  readonly tasksFrom: string | undefined
  /** Which turn of the loop; hosts that ask for the same thing in the same turn go together. */
  readonly turn: number
  readonly label: string | undefined
  readonly layers: readonly Layer[]
}

/** Hosts that include the same thing in the same turn. */
export type Requests = readonly [Request, ...Request[]]

/** What a host includes: once for each turn of the loop whose conditions hold. A Fault is its failure. */
export function requestsOf(
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
export function groupsOf(requests: readonly Request[]): readonly Requests[] {
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
