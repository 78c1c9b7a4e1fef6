import { Fault } from '../../base/fault.ts'
import { reasonOf } from '../compile/index.ts'
import type { TaskInfo } from '../module/index.ts'
import type { Include, Included } from '../playbook/index.ts'
import type { Frame } from './course.ts'
import { active } from './hosts.ts'
import { finish } from './refuse.ts'
import { groupsOf, type Request, type Requests, requestsOf } from './request.ts'
import type { Ground } from './stretch.ts'
import { taskInfo } from './taskInfo.ts'
import type { Walk } from './walk.ts'

interface Group {
  readonly requests: Requests
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

/** Nothing where it can't be loaded: then it has failed on its hosts. */
function loaded(
  { course }: Ground,
  { include, task, group }: { include: Include; task: TaskInfo; group: Requests },
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
