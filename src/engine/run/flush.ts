import type { Task } from '../playbook/index.ts'
import type { Course, Frame } from './course.ts'
import { active, type HostState, reprieve } from './hosts.ts'
import { runTask } from './task.ts'

const HANDLING: Frame = { layers: new Map(), rescuable: false, handler: true }

/** Runs the handlers that are due on these hosts, in order of definition, each once. */
export async function flush(course: Course, hosts: readonly HostState[]): Promise<void> {
  for (const host of hosts) takeUpOverdue(course, host)
  const ran = new Set<number>()
  for (;;) {
    const next = course.handlers.tasks.find(
      task => !ran.has(task.id) && dueOn(course, hosts, task).length > 0,
    )
    if (!next) return
    ran.add(next.id)
    await runTask({ course, hosts: dueOn(course, hosts, next), frame: HANDLING }, next)
  }
}

/** At the end of a section: also on hosts that took leave of the play, and with `force_handlers` on those that failed. */
export async function flushSection(course: Course): Promise<void> {
  const { batch, play } = course
  const back = batch.filter(
    ({ state }) => state === 'ended' || (state === 'failed' && play.forceHandlers),
  )
  const putOut = reprieve(back)
  try {
    await flush(course, batch)
  } finally {
    putOut()
  }
}

function dueOn(course: Course, hosts: readonly HostState[], task: Task): readonly HostState[] {
  return active(hosts).filter(host => course.handlers.isDue(host.name, task))
}

/** What an earlier run left due is due now, if this play knows how to do it. */
function takeUpOverdue({ handlers, run }: Course, host: HostState): void {
  for (const name of [...host.overdue].filter(each => handlers.answers(each))) {
    host.overdue.delete(name)
    handlers.notify(host.name, [name])
    const message = `handler "${name}" is due since an earlier run`
    run.report({ kind: 'warning', host: host.name, message })
  }
}
