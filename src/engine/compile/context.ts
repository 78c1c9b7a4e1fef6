import { posix } from 'node:path'
import { below, type Located, unplaced } from '../../base/yaml.ts'
import type { Result, TaskContext } from '../module/index.ts'
import type { Task } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { evaluate, renderText } from '../values/index.ts'
import { findFile } from './find.ts'

export interface ContextOptions {
  readonly task: Task
  readonly host: string
  readonly scope: Scope
  readonly facts: Result
  readonly check: boolean
  readonly diff: boolean
  /** A name for temporary files, of this run; `next` numbers them. */
  readonly run: string
  next(): number
  /** Learns of every temporary file that is thought of. */
  onTemp(path: string): void
}

/** What a module may ask while it serves one task on one host. */
export function taskContext(options: ContextOptions): TaskContext {
  const { task, host, scope, facts, check, diff } = options
  const temps = new Map<string, string>()
  return {
    host,
    check,
    diff,
    facts,
    temp(path) {
      const known = temps.get(path)
      if (known !== undefined) return known
      const temp = tempBeside(path, `${options.run}-${options.next()}`)
      temps.set(path, temp)
      options.onTemp(temp)
      return temp
    },
    find: (folder, name) => findFile(folder, name, { path: task.searchPath, place: task.place }),
    render: (text, file) => renderText(text, file, scope),
    evaluate: expression => evaluate(located(task, expression), scope),
    variable: name => scope.get(name),
  }
}

function tempBeside(path: string, name: string): string {
  return posix.join(posix.dirname(path), `.wharf-${name}`)
}

/** The argument that holds this expression, so that an error can point at it. */
function located(task: Task, expression: string): Located {
  for (const name of task.module.expressions ?? []) {
    const argument = below(task.args, name)
    if (argument.value === expression) return argument
    if (!Array.isArray(argument.value)) continue
    const index = argument.value.indexOf(expression)
    if (index >= 0) return below(argument, index)
  }
  return unplaced(expression)
}
