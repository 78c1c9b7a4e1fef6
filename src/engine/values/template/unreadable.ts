import Handlebars from 'handlebars'
import { messageOf } from '../../../base/fault.ts'
import { TemplateFault } from '../fault.ts'
import type { Source, Span } from '../source.ts'
import { taught } from './taught.ts'
import { unbalanced } from './unbalanced.ts'

/** Refuses the statements of Jinja, which to Handlebars are plain text. */
export function refuseForeignBlocks(source: Source): void {
  const found = /\{%[-+]?\s*(\w+)/.exec(source.text)
  const word = found?.[1]
  if (!found || word === undefined || !STATEMENTS.has(word)) return
  throw new TemplateFault(`"{% ${word} ... %}" is not part of templates here`, {
    place: source.place({ start: found.index, end: found.index + found[0].length }),
    hint: STATEMENTS.get(word),
  })
}

/** The fault for a text that Handlebars can't parse: the first expression that is wrong, and how it is written here. */
export function unreadable(source: Source, cause: unknown): TemplateFault {
  for (const [written, span] of expressionsIn(source.text)) {
    if (isReadable(written)) continue
    const lesson = taught(written, source, span)
    if (lesson) return lesson
    return new TemplateFault(`"${written}" is not a valid expression`, {
      place: source.place(span),
      hint: 'an expression is a variable, or a helper with its arguments',
      cause,
    })
  }
  const problem = unbalanced(source.text)
  return new TemplateFault(problem?.message ?? `not a valid template: ${messageOf(cause)}`, {
    place: problem && source.place(problem.span),
    cause,
  })
}

const STATEMENTS: ReadonlyMap<string, string> = new Map([
  ['if', 'write {{#if x}} ... {{else}} ... {{/if}}'],
  ['elif', 'write {{else if x}}'],
  ['else', 'write {{else}}'],
  ['endif', 'write {{/if}}'],
  ['for', 'write {{#each list as |item|}} ... {{/each}}'],
  ['endfor', 'write {{/each}}'],
  ['set', 'set variables under `vars`; {{#with x as |name|}} ... {{/with}} names a value'],
  ['raw', 'write {{{{raw}}}} ... {{{{/raw}}}}'],
  ...['block', 'macro', 'include', 'import', 'extends', 'filter', 'call', 'do'].map(
    word => [word, 'templates here have {{#if}}, {{#unless}}, {{#each}} and {{#with}}'] as const,
  ),
])

const MUSTACHE = /(?<!\\)\{\{\{?[~&]?([#^/!>]?)((?:(?!\}\})[\s\S])*)\}\}/g

/** Each expression of a template, without its braces and its block mark. */
function* expressionsIn(text: string): Generator<[string, Span]> {
  for (const { 0: whole, 1: mark = '', 2: content = '', index } of text.matchAll(MUSTACHE)) {
    if (mark === '/' || mark === '!') continue
    const written = content
      .replace(/~\s*$/, '')
      .replace(/^\s*else\b/, '')
      .replace(/\s+as\s+\|[^|]*\|\s*$/, '')
    const start = index + whole.indexOf(content) + (content.length - content.trimStart().length)
    if (written.trim() !== '') yield [written.trim(), { start, end: start + written.trim().length }]
  }
}

function isReadable(expression: string): boolean {
  try {
    Handlebars.parse(`{{ ${expression} }}`)
    return true
  } catch {
    // What is wrong with it is said by the caller.
    return false
  }
}
