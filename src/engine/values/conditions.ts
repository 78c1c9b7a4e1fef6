import { type Located, placeOf } from '../../base/yaml.ts'
import { evaluateExpression } from './cel/evaluate.ts'
import { TemplateFault } from './fault.ts'
import { kindOf } from './member.ts'
import type { Scope } from './scope.ts'
import { sourceOf } from './source.ts'

/** The value of one CEL expression as plain JavaScript. What is not text is its own value. */
export function evaluate(located: Located, scope: Scope): unknown {
  const { value } = located
  return typeof value === 'string'
    ? evaluateExpression(sourceOf({ ...located, value }), scope)
    : value
}

/** Whether every condition is true; those behind the first that isn't are not looked at. */
export function holds(conditions: readonly Located[], scope: Scope): boolean {
  return conditions.every(condition => verdict(condition, scope))
}

function verdict(condition: Located, scope: Scope): boolean {
  const value = evaluate(condition, scope)
  if (typeof value === 'boolean') return value
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  const what = typeof value === 'object' || value === undefined ? kindOf(value) : shown
  throw new TemplateFault(`a condition has to be true or false, and this is ${what}`, {
    place: placeOf(condition),
    hint: hintFor(condition.value, value),
  })
}

/** How a truth test of such a value is written. */
function hintFor(written: unknown, value: unknown): string {
  const x = typeof written === 'string' && /^[\w.[\]]+$/.test(written) ? written : 'x'
  if (value === null) return `write \`${x} != null\``
  if (Array.isArray(value) || typeof value === 'object') return `write \`size(${x}) > 0\``
  if (typeof value === 'number') return `write \`${x} != 0\``
  if (value === '' || !/^(true|false)$/i.test(String(value))) return `write \`${x} != ""\``
  return `write \`bool(${x})\` for text that says true or false`
}
