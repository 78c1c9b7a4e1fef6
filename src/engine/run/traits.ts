import type { Task } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { flagOf, numberOf } from './keywords.ts'
import type { RunOptions } from './options.ts'
import type { Traits } from './work.ts'

/** Of a task whose keywords could not be read. */
export const PLAIN: Traits = {
  check: false,
  diff: false,
  noLog: false,
  ignoreErrors: false,
  ignoreUnreachable: false,
  timeout: undefined,
}

/** A task's keywords with this scope's values, over what the whole run is told. */
export function traitsOf(task: Task, scope: Scope, options: RunOptions): Traits {
  const noLog = flagOf(task.noLog, scope, 'no_log') ?? false
  return {
    check: flagOf(task.checkMode, scope, 'check_mode') ?? options.check ?? false,
    diff: !noLog && (flagOf(task.diff, scope, 'diff') ?? options.diff ?? false),
    noLog,
    ignoreErrors: flagOf(task.ignoreErrors, scope, 'ignore_errors') ?? false,
    ignoreUnreachable: flagOf(task.ignoreUnreachable, scope, 'ignore_unreachable') ?? false,
    timeout: numberOf(task.timeout, scope, 'timeout') || undefined,
  }
}
