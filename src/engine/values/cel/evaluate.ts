import { undefinedVariable } from '../fault.ts'
import type { Scope } from '../scope.ts'
import type { Source } from '../source.ts'
import { fromCel, toCel } from './convert.ts'
import { explained } from './explain.ts'
import { missingStep } from './missing.ts'
import { type Expression, parseExpression } from './parse.ts'
import { typeTakenForVariable } from './typeName.ts'

/**
 * The value of a CEL expression, as plain JavaScript. Variables are looked up as they are reached. An undefined one is
 * a fault even where CEL would pass over the error because the other side of `||` or `&&` decides.
 */
export function evaluateExpression(source: Source, scope: Scope): unknown {
  const expression = parseExpression(source)
  const mistaken = typeTakenForVariable(expression.types, source, scope.has)
  if (mistaken) throw mistaken
  let refusal: unknown
  const context = contextOf(name => {
    try {
      if (!scope.has(name)) throw undefinedIn(expression, name, source, scope)
      return toCel(scope.get(name))
    } catch (error) {
      refusal ??= error
      throw error
    }
  })
  let value: unknown
  try {
    value = expression.run(context)
  } catch (error) {
    throw refusal ?? missingStep(error, { source, scope, context }) ?? explained(error, source)
  }
  if (refusal) throw refusal
  return fromCel(value)
}

/** A Map, because of all that CEL takes for its variables a Map alone can be asked lazily. */
function contextOf(get: (name: string) => unknown): Map<string, unknown> {
  return Object.assign(new Map<string, unknown>(), { get })
}

function undefinedIn({ names }: Expression, name: string, source: Source, scope: Scope) {
  const span = names.find(each => each.name === name) ?? { start: 0, end: source.text.length }
  const hint = `\`has(vars.${name})\` asks whether there is such a variable`
  return undefinedVariable(name, scope.names(), { source, span }, hint)
}
