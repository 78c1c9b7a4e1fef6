import { DEFAULT } from '../helpers/logic.ts'
import type { Span } from '../source.ts'
import type { Expression, Reference, Statement } from './tree.ts'

/** A variable that a text names. */
export interface Name extends Span {
  readonly name: string
  /** The text itself says what happens when there is no such variable. */
  readonly optional: boolean
}

/** The variables that a template names, in the order in which they are written; names that blocks give are left out. */
export function namesOf(body: readonly Statement[]): readonly Name[] {
  return body.flatMap(namesInStatement)
}

function namesInStatement(statement: Statement): readonly Name[] {
  switch (statement.kind) {
    case 'text':
      return []
    case 'print':
      return namesInExpression(statement.value)
    case 'if':
      return [
        ...namesInExpression(statement.condition),
        ...namesOf(statement.body),
        ...namesOf(statement.otherwise),
      ]
    case 'each':
    case 'with':
      return [
        ...namesInExpression(statement.kind === 'each' ? statement.items : statement.value),
        ...namesOf(statement.body),
        ...namesOf(statement.otherwise),
      ]
    default:
      return statement satisfies never
  }
}

function namesInExpression(expression: Expression): readonly Name[] {
  switch (expression.kind) {
    case 'literal':
      return []
    case 'reference':
      return namesInReference(expression)
    case 'call':
      return [
        ...expression.args.flatMap((arg, index) => {
          const names = namesInExpression(arg)
          const isOptional = expression.helper === DEFAULT && index === 0
          return isOptional ? names.map(name => ({ ...name, optional: true })) : names
        }),
        ...expression.named.flatMap(([, value]) => namesInExpression(value)),
      ]
    default:
      return expression satisfies never
  }
}

/** `vars.x` names both. */
function namesInReference({ base, steps, span }: Reference): readonly Name[] {
  const [first, second] = steps
  if (base.kind !== 'variables' || first === undefined) return []
  const name = { ...span, optional: false }
  return first === 'vars' && second !== undefined
    ? [{ ...name, name: second }]
    : [{ ...name, name: first }]
}
