import { below, type Located } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'
import type { Task } from '../playbook/index.ts'
import { parseArguments } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { render, withoutOmitted } from '../values/index.ts'

/** What a module is given for one host, and which texts of it must never be shown. */
export interface Arguments {
  /** Checked against the module's schema; its output type. */
  readonly values: unknown
  readonly secrets: readonly string[]
}

/** A task's arguments with this scope's values. Throws a Fault for what is undefined, unknown or mistyped. */
export function argumentsOf(task: Task, scope: Scope): Arguments {
  const rendered = renderArguments(task.module, task.args, scope)
  return {
    values: parseArguments(task.module, { ...task.args, value: rendered }),
    secrets: (task.module.secrets ?? []).flatMap(name => textsIn(rendered[name])),
  }
}

/** Arguments that hold expressions stay as they are: the module evaluates them itself. */
function renderArguments(
  module: Module,
  args: Located<Readonly<Record<string, unknown>>>,
  scope: Scope,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(args.value)) {
    const argument = below(args, name)
    values[name] = module.expressions?.includes(name) ? argument.value : render(argument, scope)
  }
  return withoutOmitted(values) as Record<string, unknown> // omitting removes keys, nothing else
}

/** Every text and number in a value, as it would be printed. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
