import type { ASTNode } from '@marcbachmann/cel-js'
import { detailOf, UndefinedFault, undefinedVariable } from '../fault.ts'
import { missingMember } from '../member.ts'
import type { Scope } from '../scope.ts'
import type { Source } from '../source.ts'
import { fromCel } from './convert.ts'
import { celEnvironment } from './environment.ts'
import { type CelError, isCelError } from './explain.ts'

/** What an expression was evaluated with. */
export interface Evaluation {
  readonly source: Source
  readonly scope: Scope
  readonly context: Map<string, unknown>
}

/** The fault for a key or an item that isn't there; undefined for every other error. */
export function missingStep(error: unknown, evaluation: Evaluation): UndefinedFault | undefined {
  if (!isCelError(error) || !CODES.has(error.code)) return undefined
  const access = (error as CelError & { readonly node?: ASTNode }).node
  if (access?.op !== '.' && access?.op !== '[]') return undefined
  const { source, scope } = evaluation
  const [object, member] = access.args
  const written = source.text.slice(object.start, object.end)
  const step = typeof member === 'string' ? member : String(partValue(member, evaluation))
  const use = { source, span: error.range ?? access }
  if (object.op === 'id' && object.args === 'vars')
    return undefinedVariable(step, scope.names(), use)
  const value = partValue(object, evaluation)
  const { message, hint } =
    value === undefined
      ? { message: `"${written}" has no "${step}"` }
      : missingMember(value, step, written)
  return new UndefinedFault(message, { ...detailOf(use), hint })
}

const CODES = new Set(['no_such_key', 'index_out_of_bounds'])

/** A part of the expression evaluated once more, on its own; undefined where it needs a name that a macro binds. */
function partValue({ input, start, end }: ASTNode, { context }: Evaluation): unknown {
  try {
    return fromCel(celEnvironment().evaluate(input.slice(start, end), context))
  } catch {
    // The part can't stand alone: the message does without its value.
    return undefined
  }
}
