import { detailOf, TemplateFault, UndefinedFault, type Use, undefinedVariable } from '../fault.ts'
import { ArgumentFault, NoResult } from '../helpers/helper.ts'
import { DEFAULT } from '../helpers/logic.ts'
import { memberOf, missingMember } from '../member.ts'
import { variablesOf } from '../variables.ts'
import type { Frame } from './frame.ts'
import type { Call, Expression, Reference } from './tree.ts'

/** The value of an expression, natively typed. Throws an UndefinedFault for any step that leads nowhere. */
export function evaluate(expression: Expression, frame: Frame): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'reference':
      return follow(expression, frame)
    case 'call':
      return call(expression, frame)
    default:
      return expression satisfies never
  }
}

function follow(reference: Reference, frame: Frame): unknown {
  const use = { source: frame.source, span: reference.span }
  const start = startOf(reference, frame, use)
  let { value, written } = start
  for (const step of start.steps) {
    const next = memberOf(value, step)
    if (next === undefined) throw missing(value, step, written, use)
    written += Array.isArray(value) ? `.[${step}]` : `.${step}`
    value = next
  }
  return value
}

interface Start {
  readonly value: unknown
  readonly written: string
  readonly steps: readonly string[]
}

function startOf({ base, steps }: Reference, frame: Frame, use: Use): Start {
  switch (base.kind) {
    case 'local':
      return { value: frame.locals.get(base.name), written: base.name, steps }
    case 'loop':
      return { value: frame.loops[base.up]?.[base.name], written: `@${base.name}`, steps }
    case 'item':
      return itemStart(base.up, steps, frame, use)
    case 'variables':
      return variableStart(steps, frame, use)
    default:
      return base satisfies never
  }
}

/** A plain name inside a block is one of the item's; a variable of that name has to be asked for. */
function itemStart(up: number, steps: readonly string[], frame: Frame, use: Use): Start {
  const value = frame.items[up]
  const [first] = steps
  const lost = first !== undefined && memberOf(value, first) === undefined
  if (lost && frame.scope.has(first)) {
    const { message } = missingMember(value, first, 'this')
    const hint = `the variable is out of this block: write ${'../'.repeat(frame.items.length)}${first}`
    throw new UndefinedFault(message, { ...detailOf(use), hint })
  }
  return { value, written: 'this', steps }
}

function variableStart([name, ...steps]: readonly string[], { scope }: Frame, use: Use): Start {
  if (name === undefined) return { value: variablesOf(scope), written: 'this', steps }
  if (!scope.has(name)) throw undefinedVariable(name, scope.names(), use)
  const [second] = steps
  if (name === 'vars' && second !== undefined && !scope.has(second)) {
    throw undefinedVariable(second, scope.names(), use)
  }
  return { value: scope.get(name), written: name, steps }
}

function missing(value: unknown, step: string, written: string, use: Use): UndefinedFault {
  const { message, hint } = missingMember(value, step, written)
  return new UndefinedFault(message, { ...detailOf(use), hint })
}

function call({ helper, args, named, span }: Call, frame: Frame): unknown {
  const thunks = args.map((arg, index) =>
    helper === DEFAULT && index === 0
      ? () => evaluateIfDefined(arg, frame)
      : () => evaluate(arg, frame),
  )
  const values = helper.lazy ? thunks : thunks.map(thunk => thunk())
  const options = Object.fromEntries(named.map(([name, value]) => [name, evaluate(value, frame)]))
  try {
    return helper.call(values, options)
  } catch (error) {
    const use = { source: frame.source, span }
    if (error instanceof ArgumentFault) {
      throw new TemplateFault(`${helper.name} ${error.message}`, {
        ...detailOf(use),
        hint: `usage: ${helper.usage}`,
      })
    }
    if (error instanceof NoResult) {
      throw new UndefinedFault(`${helper.name}: ${error.message}`, detailOf(use))
    }
    throw error
  }
}

/** Undefined for what this very text can't find; a variable whose own text is at fault stays a fault. */
function evaluateIfDefined(expression: Expression, frame: Frame): unknown {
  try {
    return evaluate(expression, frame)
  } catch (error) {
    if (error instanceof UndefinedFault && error.origin === frame.source) return undefined
    throw error
  }
}
