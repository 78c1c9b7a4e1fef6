import { TemplateFault } from '../fault.ts'
import type { Source } from '../source.ts'
import type { Name } from '../template/names.ts'
import { celEnvironment } from './environment.ts'
import { explained, isCelError } from './explain.ts'
import { namesInCel } from './names.ts'
import { respell } from './respell.ts'
import { typeTakenForVariable } from './typeName.ts'

/** A parsed expression. */
export interface Expression {
  readonly run: (context: object) => unknown
  /** The variables it names. */
  readonly names: readonly Name[]
  /** Where it uses CEL's own names, which are those of types. */
  readonly types: readonly Name[]
}

/** Parses and type-checks an expression; the same text is parsed once. Throws a fault that teaches the spelling for what is not CEL. */
export function parseExpression(source: Source): Expression {
  const known = PARSED.get(source.text)
  if (known) return known
  const parsed = parse(source)
  const all = namesInCel(parsed.ast)
  const types = all.filter(name => isType(name, source.text))
  const { error } = parsed.check()
  if (error) throw typeTakenForVariable(types, source, () => true) ?? explained(error, source)
  const expression = { run: parsed, names: all.filter(name => !types.includes(name)), types }
  PARSED.set(source.text, expression)
  return expression
}

const PARSED = new Map<string, Expression>()

/** `list` is a type, and so is none of `vars.list`. */
function isType({ name, start, end }: Name, text: string): boolean {
  return text.slice(start, end) === name && celEnvironment().hasVariable(name)
}

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
