import { didYouMean } from '../../../base/suggest.ts'
import { TemplateFault } from '../fault.ts'
import type { Source } from '../source.ts'
import { type Around, inBlock, lowerCall, lowerExpression, spanOf } from './lowerExpression.ts'
import { taught } from './taught.ts'
import type { Statement } from './tree.ts'

/** Turns Handlebars' syntax tree into ours. Throws a fault for what is not part of our templates. */
export function lower(program: hbs.AST.Program, source: Source): readonly Statement[] {
  return lowerAll(program, { source, starts: lineStarts(source.text), blocks: [], locals: [] })
}

/** Handlebars declares a program's statements without their kinds. */
type Node =
  | hbs.AST.ContentStatement
  | hbs.AST.CommentStatement
  | hbs.AST.MustacheStatement
  | hbs.AST.BlockStatement
  | hbs.AST.PartialStatement
  | hbs.AST.PartialBlockStatement

const BLOCKS: Readonly<
  Record<string, (node: hbs.AST.BlockStatement, around: Around) => Statement>
> = {
  if: (node, around) => condition(node, around, [node.program, node.inverse]),
  unless: (node, around) => condition(node, around, [node.inverse, node.program]),
  each: (node, around) => ({
    kind: 'each',
    items: argument(node, around),
    ...inside(node, around, 'each'),
  }),
  with: (node, around) => ({
    kind: 'with',
    value: argument(node, around),
    ...inside(node, around, 'with'),
  }),
  raw: node => ({
    kind: 'text',
    text: (node.program.body as Node[])
      .map(part => (part.type === 'ContentStatement' ? part.value : ''))
      .join(''),
  }),
}

function lowerAll(program: hbs.AST.Program | undefined, around: Around): readonly Statement[] {
  const nodes = (program?.body ?? []) as Node[]
  return nodes.flatMap(node => lowerNode(node, around) ?? [])
}

function lowerNode(node: Node, around: Around): Statement | undefined {
  switch (node.type) {
    case 'CommentStatement':
      return undefined
    case 'ContentStatement':
      return node.value === '' ? undefined : { kind: 'text', text: node.value }
    case 'MustacheStatement': {
      const isCall = node.params.length > 0 || node.hash !== undefined
      const value = isCall ? lowerCall(node, around) : lowerExpression(node.path, around)
      return { kind: 'print', value }
    }
    case 'BlockStatement': {
      const name = node.path.original
      const block = Object.hasOwn(BLOCKS, name) ? BLOCKS[name] : undefined
      if (!block) throw unknownBlock(node, around)
      return block(node, around)
    }
    default:
      throw new TemplateFault('partials and decorators are not supported', {
        place: around.source.place(spanOf(node, around)),
      })
  }
}

function condition(
  node: hbs.AST.BlockStatement,
  around: Around,
  [body, otherwise]: readonly (hbs.AST.Program | undefined)[],
): Statement {
  const zero = node.hash?.pairs.find(pair => pair.key === 'includeZero')?.value
  return {
    kind: 'if',
    condition: argument(node, around),
    includeZero: zero?.type === 'BooleanLiteral' && (zero as hbs.AST.BooleanLiteral).value,
    body: lowerAll(body, around),
    otherwise: lowerAll(otherwise, around),
  }
}

/** The one argument of a block. */
function argument(node: hbs.AST.BlockStatement, around: Around) {
  const [param] = node.params
  if (param && node.params.length === 1) return lowerExpression(param, around)
  const name = node.path.original
  const last = node.params.at(-1) ?? node.path
  const { start } = spanOf(node.path, around)
  const span = { start, end: spanOf(last, around).end }
  const lesson = taught(around.source.text.slice(span.start, span.end), around.source, span)
  if (lesson) throw lesson
  throw new TemplateFault(`#${name} takes one argument, got ${node.params.length}`, {
    place: around.source.place(spanOf(node.path, around)),
    hint: `put what a helper makes in parentheses: {{#${name} (HELPER ARGUMENT)}}`,
  })
}

function inside(node: hbs.AST.BlockStatement, around: Around, kind: 'each' | 'with') {
  const locals = node.program.blockParams ?? []
  return {
    locals,
    body: lowerAll(node.program, inBlock(around, kind, locals)),
    otherwise: lowerAll(node.inverse, around),
  }
}

function unknownBlock(node: hbs.AST.BlockStatement, around: Around): TemplateFault {
  const name = node.path.original
  const known = Object.keys(BLOCKS)
  return new TemplateFault(`there is no block "#${name}"${didYouMean(name, known)}`, {
    place: around.source.place(spanOf(node.path, around)),
    hint: `write {{#each ${name}}} for a list, {{#if ${name}}} for a condition`,
  })
}

/** The offset at which each line begins, by Handlebars' idea of a line. */
function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ index, 0: end }) => index + end.length)]
}
