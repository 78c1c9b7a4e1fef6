import { isIPv6 } from 'node:net'

/** One term of a host pattern. */
export interface Term {
  readonly kind: 'add' | 'keep' | 'drop'
  /** A name, glob or `~regex`, without its sign and index. */
  readonly text: string
  /** `[first:last]`, both included; negative counts from the end. */
  readonly slice: { readonly first: number; readonly last: number } | undefined
}

/** Splits a pattern into terms, in the order in which they count: plain ones, then `&`, then `!`. */
export function parsePattern(pattern: string): readonly Term[] {
  const terms = split(pattern, ',')
    .flatMap(piece => (isIPv6(piece.replace(/^[&!]/, '')) ? [piece] : split(piece, ':')))
    .map(parseTerm)
  const of = (kind: Term['kind']): Term[] => terms.filter(term => term.kind === kind)
  const added = of('add')
  const all: Term = { kind: 'add', text: 'all', slice: undefined }
  return [...(added.length === 0 ? [all] : added), ...of('keep'), ...of('drop')]
}

/** Splits outside brackets, which ranges and regular expressions use. */
function split(text: string, separator: string): string[] {
  const pieces = ['']
  let depth = 0
  for (const character of text) {
    if ('[({'.includes(character)) depth++
    if ('])}'.includes(character)) depth--
    if (character === separator && depth <= 0) pieces.push('')
    else pieces.push((pieces.pop() ?? '') + character)
  }
  return pieces.map(piece => piece.trim()).filter(piece => piece !== '')
}

function parseTerm(text: string): Term {
  const kind = text.startsWith('&') ? 'keep' : text.startsWith('!') ? 'drop' : 'add'
  const rest = kind === 'add' ? text : text.slice(1)
  const [, name, first, range, last] = /^([^~].*)\[(-?\d+|(?=:))(:(-?\d*))?\]$/.exec(rest) ?? []
  if (name === undefined) return { kind, text: rest, slice: undefined }
  const from = Number(first)
  const to = range === undefined ? from : last === '' ? -1 : Number(last)
  return { kind, text: name, slice: { first: from, last: to } }
}
