import { didYouMean } from '../../../base/suggest.ts'
import { TemplateFault } from '../fault.ts'
import type { Helper } from '../helpers/helper.ts'
import { HELPERS } from '../helpers/index.ts'
import type { Source, Span } from '../source.ts'
import { taught } from './taught.ts'
import { type Base, type Call, type Expression, LOOP_NAMES, type Reference } from './tree.ts'

/** What a part of a template is surrounded by. */
export interface Around {
  readonly source: Source
  /** The offset of each line. */
  readonly starts: readonly number[]
  /** The blocks that change what a plain name means, innermost first. */
  readonly blocks: readonly ('each' | 'with')[]
  /** Names given by `as |name|`. */
  readonly locals: readonly string[]
}

/** The surroundings within a block. */
export function inBlock(around: Around, kind: 'each' | 'with', locals: readonly string[]): Around {
  return { ...around, blocks: [kind, ...around.blocks], locals: [...around.locals, ...locals] }
}

/** Where a node stands in the text. */
export function spanOf(node: hbs.AST.Node, { starts }: Around): Span {
  const offset = ({ line, column }: hbs.AST.Position) => (starts[line - 1] ?? 0) + column
  return { start: offset(node.loc.start), end: offset(node.loc.end) }
}

type Node =
  | hbs.AST.PathExpression
  | hbs.AST.SubExpression
  | hbs.AST.StringLiteral
  | hbs.AST.NumberLiteral
  | hbs.AST.BooleanLiteral
  | hbs.AST.NullLiteral
  | hbs.AST.UndefinedLiteral

/** A value in a template: a literal, a path, or a call in parentheses. */
export function lowerExpression(expression: hbs.AST.Expression, around: Around): Expression {
  const node = expression as Node
  const span = spanOf(node, around)
  switch (node.type) {
    case 'PathExpression':
      return lowerPath(node, around)
    case 'SubExpression':
      return lowerCall(node, around)
    case 'NullLiteral':
      return { kind: 'literal', value: null, span }
    case 'UndefinedLiteral':
      throw new TemplateFault('`undefined` is not a value', { place: around.source.place(span) })
    default:
      return { kind: 'literal', value: node.value, span }
  }
}

/** A helper with its arguments. */
export function lowerCall(
  node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  around: Around,
): Call {
  const name = around.source.text.slice(...range(spanOf(node.path, around)))
  const helper = HELPER_BY_NAME.get(name)
  if (!helper) throw unknownHelper(name, node, around)
  const args = node.params.map(param => lowerExpression(param, around))
  const named = (node.hash?.pairs ?? []).map(
    pair => [pair.key, lowerExpression(pair.value, around)] as const,
  )
  const wrong = complaint(helper, args.length, named)
  if (wrong) {
    throw new TemplateFault(`${helper.name}: ${wrong}`, {
      place: around.source.place(spanOf(node.path, around)),
      hint: `usage: ${helper.usage}`,
    })
  }
  return { kind: 'call', helper, args, named, span: spanOf(node, around) }
}

const HELPER_BY_NAME: ReadonlyMap<string, Helper> = new Map(
  HELPERS.map(helper => [helper.name, helper]),
)

function complaint(helper: Helper, count: number, named: Call['named']): string | undefined {
  const { least, most } = helper.arity
  if (count < least)
    return `${least} ${least === 1 ? 'argument' : 'arguments'} wanted, got ${count}`
  if (count > most) return `at most ${most} ${most === 1 ? 'argument' : 'arguments'}, got ${count}`
  const strange = named.find(([name]) => helper.named && !helper.named.includes(name))
  return strange && `unknown argument "${strange[0]}"${didYouMean(strange[0], helper.named ?? [])}`
}

function unknownHelper(
  name: string,
  node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  around: Around,
): TemplateFault {
  const span = spanOf(node, around)
  const written = around.source.text.slice(...range(span)).replace(/^[{(~&]+|[})~]+$/g, '')
  const lesson = taught(written.trim(), around.source, span)
  if (lesson) return lesson
  return new TemplateFault(
    `there is no helper "${name}"${didYouMean(name, HELPER_BY_NAME.keys())}`,
    {
      place: around.source.place(spanOf(node.path, around)),
      hint: 'a name with arguments behind it is a helper, a name alone is a variable',
    },
  )
}

function lowerPath(path: hbs.AST.PathExpression, around: Around): Reference {
  const span = spanOf(path, around)
  const [first = '', ...rest] = path.parts
  if (path.data) {
    return { kind: 'reference', ...dataBase(path, around), span }
  }
  refuseListLiteral(span, around)
  const isScoped = /^(\.|this\b)/.test(path.original)
  if (!isScoped && around.locals.includes(first)) {
    return { kind: 'reference', base: { kind: 'local', name: first }, steps: rest, span }
  }
  const { length } = around.blocks
  if (path.depth > length) {
    throw new TemplateFault(`"${path.original}" leads out of the template`, {
      place: around.source.place(span),
      hint: 'each ../ leads out of one #each or #with',
    })
  }
  const base: Base =
    path.depth === length ? { kind: 'variables' } : { kind: 'item', up: path.depth }
  return { kind: 'reference', base, steps: path.parts, span }
}

/** `[1, 2]` is a path of one step to Handlebars. */
function refuseListLiteral(span: Span, { source }: Around): void {
  const written = source.text.slice(...range(span))
  const isList = /^\[(?:[^\]]*[,"'][^\]]*|\s*)\]$/.test(written)
  const lesson = isList ? taught(written, source, span) : undefined
  if (lesson) throw lesson
}

/** `@root.x`, `@index`, `@../index`. */
function dataBase(path: hbs.AST.PathExpression, around: Around): Pick<Reference, 'base' | 'steps'> {
  const [first = '', ...steps] = path.parts
  if (first === 'root') return { base: { kind: 'variables' }, steps }
  const name = LOOP_NAMES.find(known => known === first)
  const loops = around.blocks.filter(block => block === 'each').length
  if (name && path.depth < loops) return { base: { kind: 'loop', name, up: path.depth }, steps }
  const message = name
    ? `"@${name}" is only known inside #each`
    : `there is no "@${first}"${didYouMean(first, [...LOOP_NAMES, 'root'])}`
  throw new TemplateFault(message, { place: around.source.place(spanOf(path, around)) })
}

function range({ start, end }: Span): [number, number] {
  return [start, end]
}
