import type { Outcome } from '../module/index.ts'
import type { Task } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { holds } from '../values/index.ts'
import { outcomeOfError } from './failures.ts'
import { literal } from './layers.ts'
import { registered } from './registered.ts'
import type { Ending } from './send.ts'
import type { Item } from './work.ts'

/** The outcome after `failed_when` and `changed_when` have had their say; they see the task's own `register`. */
export function judge(task: Task, item: Item, { outcome, applied }: Ending): Outcome {
  if (outcome.kind === 'skipped' || outcome.kind === 'unreachable') return outcome
  if (task.failedWhen.length === 0 && task.changedWhen.length === 0) return outcome
  try {
    const seen = withResult(task, item.scope(), outcome)
    return judgeChange(task, seen, judgeFailure(task, seen, outcome, applied))
  } catch (error) {
    return outcomeOfError(error)
  }
}

/** True when a task that may be repeated need not be. */
export function isSettled(task: Task, item: Item, outcome: Outcome): boolean {
  if (task.until.length === 0) return outcome.kind !== 'failed'
  return holds(task.until, withResult(task, item.scope(), outcome))
}

function withResult(task: Task, scope: Scope, outcome: Outcome): Scope {
  if (task.register === undefined) return scope
  return scope.with(literal('result', { [task.register]: registered(outcome) }))
}

type Finished = Exclude<Outcome, { kind: 'skipped' | 'unreachable' }>

function judgeFailure(task: Task, scope: Scope, outcome: Finished, applied: boolean): Finished {
  if (task.failedWhen.length === 0) return outcome
  if (holds(task.failedWhen, scope)) {
    if (outcome.kind === 'failed') return outcome
    const reason = `failed_when: ${task.failedWhen.map(({ value }) => String(value)).join(' && ')}`
    return { kind: 'failed', reason, result: outcome.result }
  }
  if (outcome.kind !== 'failed') return outcome
  return { kind: applied ? 'changed' : 'ok', result: outcome.result }
}

function judgeChange(task: Task, scope: Scope, outcome: Finished): Finished {
  if (task.changedWhen.length === 0 || outcome.kind === 'failed') return outcome
  return { ...outcome, kind: holds(task.changedWhen, scope) ? 'changed' : 'ok' }
}
