import { Fault } from '../../base/fault.ts'
import { type Choice, CLASSES, type Node, type Range, type Regex } from './regexTree.ts'

/** Takes a regular expression of Python's or JavaScript's syntax apart. Throws a Fault for what hosts can't be asked to match. */
export function parseRegex(source: string): Regex {
  const reader = new Reader(source)
  const ignoreCase = reader.take(/^\(\?i\)/) !== undefined
  const choice = parseChoice(reader)
  if (!reader.done) throw reader.fault('a closing parenthesis has none to close')
  return { choice, ignoreCase, lazy: reader.lazy, names: reader.names }
}

/** The rest of the text, and what was seen on the way. */
class Reader {
  lazy = false
  groups = 0
  readonly names = new Map<string, number>()
  private rest: string
  private readonly source: string

  constructor(source: string) {
    this.source = source
    this.rest = source
  }

  get done(): boolean {
    return this.rest === ''
  }

  /** Takes what the pattern, anchored at the start, matches; gives its first group, or all. */
  take(pattern: RegExp): string | undefined {
    const match = pattern.exec(this.rest)
    if (!match) return undefined
    this.rest = this.rest.slice(match[0].length)
    return match[1] ?? match[0]
  }

  sees(text: string): boolean {
    return this.rest.startsWith(text)
  }

  fault(why: string): Fault {
    return new Fault(`the regular expression "${this.source}" cannot be used: ${why}`, {
      hint: 'hosts match POSIX extended regular expressions; \\d, \\w, \\s, (?:...) and (?i) are translated',
    })
  }
}

function parseChoice(reader: Reader): Choice {
  const sequences = [parseSequence(reader)]
  while (reader.take(/^\|/)) sequences.push(parseSequence(reader))
  return sequences
}

function parseSequence(reader: Reader): Node[] {
  const nodes: Node[] = []
  while (!reader.done && !reader.sees('|') && !reader.sees(')')) {
    nodes.push(parseRepeats(reader, parseAtom(reader)))
  }
  return nodes
}

const TIMES: Record<string, readonly [number, number]> = {
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
  '?': [0, 1],
}

function parseRepeats(reader: Reader, of: Node): Node {
  const written = reader.take(/^(?:[*+?]|\{\d+(?:,\d*)?\})/)
  if (written === undefined) return of
  if (of.kind === 'start' || of.kind === 'end') throw reader.fault('an anchor is repeated')
  if (reader.take(/^\?/)) reader.lazy = true
  if (reader.take(/^[+*]/)) throw reader.fault('possessive quantifiers are not known there')
  const [least, most] = TIMES[written] ?? countsIn(written)
  return { kind: 'repeat', of, least, most }
}

function countsIn(braces: string): [number, number] {
  const [least = '', most] = braces.slice(1, -1).split(',')
  return [
    Number(least),
    most === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most),
  ]
}

function parseAtom(reader: Reader): Node {
  if (reader.take(/^\./)) return { kind: 'any' }
  if (reader.take(/^\^/)) return { kind: 'start' }
  if (reader.take(/^\$/)) return { kind: 'end' }
  if (reader.take(/^\[/)) return parseClass(reader)
  if (reader.take(/^\(/)) return parseGroup(reader)
  if (reader.take(/^\\/)) return parseEscape(reader)
  if (reader.take(/^[*+?]/)) throw reader.fault('a quantifier has nothing to repeat')
  return { kind: 'literal', character: reader.take(/^./su) ?? '' }
}

const LOOKS: readonly (readonly [string, string])[] = [
  ['?=', 'looking ahead is not known there'],
  ['?!', 'looking ahead is not known there'],
  ['?<=', 'looking behind is not known there'],
  ['?<!', 'looking behind is not known there'],
]

function parseGroup(reader: Reader): Node {
  for (const [start, why] of LOOKS) if (reader.sees(start)) throw reader.fault(why)
  const number = reader.take(/^\?:/) === undefined ? ++reader.groups : undefined
  const name = reader.take(/^\?P?<([A-Za-z_]\w*)>/)
  if (name !== undefined && number !== undefined) reader.names.set(name, number)
  if (reader.sees('?')) throw reader.fault('this kind of group is not known there')
  const inner = parseChoice(reader)
  if (!reader.take(/^\)/)) throw reader.fault('a parenthesis is not closed')
  return { kind: 'group', number, inner }
}

const CONTROLS: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }

function parseEscape(reader: Reader): Node {
  if (reader.take(/^A/)) return { kind: 'start' }
  if (reader.take(/^[Zz]/)) return { kind: 'end' }
  const shorthand = reader.take(/^[dwsDWS]/)
  if (shorthand !== undefined) {
    const ranges = CLASSES[shorthand.toLowerCase()] ?? []
    return { kind: 'class', negated: shorthand !== shorthand.toLowerCase(), ranges }
  }
  if (reader.take(/^[bB]/)) throw reader.fault('\\b, the edge of a word, is not known there')
  if (reader.take(/^[1-9]/)) throw reader.fault('a reference to a group is not known there')
  return { kind: 'literal', character: escapedCharacter(reader) }
}

/** The character behind a backslash that stands for one. */
function escapedCharacter(reader: Reader): string {
  const control = reader.take(/^[tnrfv]/)
  if (control !== undefined) return CONTROLS[control] ?? ''
  const code = reader.take(/^x([0-9a-fA-F]{2})/) ?? reader.take(/^u([0-9a-fA-F]{4})/)
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
  const plain = reader.take(/^[^A-Za-z0-9]/su)
  if (plain !== undefined) return plain
  const letter = reader.take(/^./su)
  throw reader.fault(
    letter === undefined ? 'it ends in a backslash' : `\\${letter} is not known there`,
  )
}

function parseClass(reader: Reader): Node {
  const negated = reader.take(/^\^/) !== undefined
  const ranges: Range[] = []
  let first = true
  while (first || !reader.sees(']')) {
    if (reader.done) throw reader.fault('a bracket is not closed')
    ranges.push(...parseMember(reader))
    first = false
  }
  reader.take(/^\]/)
  return { kind: 'class', negated, ranges }
}

function parseMember(reader: Reader): readonly Range[] {
  const shorthand = reader.take(/^\\([dwsDWS])/)
  if (shorthand !== undefined) {
    const ranges = CLASSES[shorthand]
    if (!ranges) throw reader.fault(`\\${shorthand} within brackets is not known there`)
    return ranges
  }
  const from = parseMemberCharacter(reader)
  if (!reader.take(/^-(?!\]|\\[dws])/)) return [[from, from]]
  const to = parseMemberCharacter(reader)
  if (to < from) throw reader.fault(`the range ${from}-${to} is the wrong way round`)
  return [[from, to]]
}

function parseMemberCharacter(reader: Reader): string {
  if (reader.take(/^\\b/)) return '\b'
  return reader.take(/^\\/) ? escapedCharacter(reader) : (reader.take(/^./su) ?? '')
}
