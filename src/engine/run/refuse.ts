import type { Fault } from '../../base/fault.ts'
import { reasonOf } from '../compile/index.ts'
import type { Outcome, TaskInfo } from '../module/index.ts'
import type { Include, Meta, Task } from '../playbook/index.ts'
import { leave } from './conclude.ts'
import type { Course } from './course.ts'
import type { HostState } from './hosts.ts'
import type { Ground } from './stretch.ts'
import { taskInfo } from './taskInfo.ts'

/** A step that can't be begun: it fails on all its hosts. */
export function refuse(ground: Ground, step: Task | Include | Meta, fault: Fault): void {
  const { course, frame, hosts } = ground
  const [first] = hosts
  if (!first) return
  const task = taskInfo(course, step, { host: first, frame })
  const { report } = course.run
  report({ kind: 'taskStarted', task, hosts: hosts.map(host => host.name) })
  for (const host of hosts) {
    finish(course, { task, host, outcome: { kind: 'failed', reason: reasonOf(fault), result: {} } })
  }
  report({ kind: 'taskEnded', task })
}

/** A step ended on a host without having been a task: reported and counted like one. */
export function finish(
  { run }: Course,
  { host, outcome, task }: { task: TaskInfo; host: HostState; outcome: Outcome },
): void {
  run.score.count(host.name, outcome, false)
  leave(host, task.name, outcome)
  run.report({
    kind: 'taskFinished',
    task,
    host: host.name,
    outcome,
    ignored: false,
    loop: false,
    milliseconds: 0,
  })
}
