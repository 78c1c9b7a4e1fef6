import { Fault } from '../../base/fault.ts'
import type { Step, Task } from '../playbook/index.ts'
import type { Course } from './course.ts'
import { active, fall, type HostState } from './hosts.ts'
import { flagOf } from './keywords.ts'
import { refuse } from './refuse.ts'
import { type Ground, runStretch } from './stretch.ts'
import { scopeOf } from './variables.ts'

/** True for a task that concerns nothing but its host, so that hosts need not wait for each other. */
export function isPlain({ play }: Course, step: Step | undefined): step is Task {
  return (
    step?.kind === 'task' &&
    step.module.kind === 'host' &&
    step.module.reach === 'host' &&
    step.delegateTo === undefined &&
    step.runOnce === undefined &&
    step.anyErrorsFatal === undefined &&
    !play.anyErrorsFatal &&
    play.maxFailPercentage === undefined
  )
}

/** Does one task that all hosts reach before any of them does it, and that all have done before any goes on. */
export async function runTask(ground: Ground, task: Task): Promise<void> {
  const flags = flagsOf(ground, task)
  if (flags instanceof Fault) return refuse(ground, task, flags)
  const { hosts } = ground
  const [first] = hosts
  if (!first) return
  if (flags.once) await runOnce(ground, task, first)
  else await runStretch(ground, [task])
  const failed = hosts.find(host => host.failure !== undefined && host.state !== 'active')
  if (flags.fatal && failed?.failure) fall(hosts, failed.failure)
}

/** What must be known before any host does the task; the first host's variables decide. */
function flagsOf({ course, frame, hosts }: Ground, task: Task) {
  const [first] = hosts
  if (!first) return { once: false, fatal: false }
  try {
    const scope = scopeOf({ course, host: first, frame, step: task })
    return {
      once: flagOf(task.runOnce, scope, 'run_once') ?? false,
      fatal: flagOf(task.anyErrorsFatal, scope, 'any_errors_fatal') ?? course.play.anyErrorsFatal,
    }
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
}

/** What the first host does for all, all have: the result, the facts, and the failure. */
async function runOnce(ground: Ground, task: Task, first: HostState): Promise<void> {
  const before = { facts: { ...first.facts }, variables: { ...first.variables } }
  await runStretch({ ...ground, hosts: [first] }, [task])
  for (const host of ground.hosts) {
    copyNew(first.facts, before.facts, host.facts)
    copyNew(first.variables, before.variables, host.variables)
  }
  if (first.failure && first.state !== 'active') fall(active(ground.hosts), first.failure)
}

type Variables = Record<string, unknown>

function copyNew(from: Variables, before: Variables, to: Variables): void {
  for (const [name, value] of Object.entries(from)) {
    if (before[name] !== value) to[name] = value
  }
}
