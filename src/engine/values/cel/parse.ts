import type { ASTNode } from '@marcbachmann/cel-js'
import { TemplateFault } from '../fault.ts'
import type { Source } from '../source.ts'
import type { Name } from '../template/names.ts'
import { celEnvironment } from './environment.ts'
import { explained, isCelError } from './explain.ts'
import { namesInCel } from './names.ts'
import { respell } from './respell.ts'

/** A parsed expression. */
export interface Expression {
  readonly run: (context: object) => unknown
  readonly ast: ASTNode
  /** The variables it names. */
  readonly names: readonly Name[]
}

/** Parses and type-checks an expression; the same text is parsed once. Throws a fault that teaches the spelling for what is not CEL. */
export function parseExpression(source: Source): Expression {
  const known = PARSED.get(source.text)
  if (known) return known
  const parsed = parse(source)
  const { error } = parsed.check()
  if (error) throw explained(error, source)
  const names = namesInCel(parsed.ast).filter(({ name }) => !celEnvironment().hasVariable(name))
  const expression = { run: parsed, ast: parsed.ast, names }
  PARSED.set(source.text, expression)
  return expression
}

const PARSED = new Map<string, Expression>()

function parse(source: Source) {
  try {
    return celEnvironment().parse(source.text)
  } catch (error) {
    const taught = respell(source.text)
    if (!taught || !isCelError(error)) throw explained(error, source)
    const place = source.place(error.range ?? { start: 0, end: source.text.length })
    throw new TemplateFault(taught.message, { place, hint: taught.hint, cause: error })
  }
}
