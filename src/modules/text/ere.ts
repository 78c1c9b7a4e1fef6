import { Fault } from '../../base/fault.ts'
import { parseRegex } from './regexParse.ts'
import type { Choice, Node, Range, Regex } from './regexTree.ts'

/** A POSIX extended regular expression that awk, sed -E and grep -E of every host match alike. */
export interface Ere {
  readonly text: string
  /** Numbers of the groups there, by their numbers and names here. */
  readonly groups: ReadonlyMap<string, number>
  /** What groups hold may differ: POSIX takes the longest match, lazy quantifiers the shortest. */
  readonly lazy: boolean
}

/** Longer ones come from counted repetitions, which are written out because not every awk knows them. */
const LONGEST = 20_000

/** Translates Python's or JavaScript's syntax. Throws a Fault for what can't be translated. */
export function toEre(source: string): Ere {
  const regex = parseRegex(source)
  const writer: Writer = { ignoreCase: regex.ignoreCase, count: 0, numbers: new Map() }
  const text = writeChoice(regex.choice, writer)
  if (text.includes('\n')) {
    throw new Fault('a regular expression holds a newline, which no line does')
  }
  if (text.length > LONGEST) {
    throw new Fault(
      `the regular expression "${source}" cannot be used: its repetitions are too many`,
    )
  }
  return { text, groups: groupsOf(regex, writer), lazy: regex.lazy }
}

interface Writer {
  readonly ignoreCase: boolean
  /** Parentheses opened so far. */
  count: number
  readonly numbers: Map<number, number>
}

function groupsOf({ names }: Regex, { numbers }: Writer): Map<string, number> {
  const groups = new Map([...numbers].map(([from, to]) => [String(from), to]))
  for (const [name, number] of names) groups.set(name, numbers.get(number) ?? 0)
  return groups
}

function writeChoice(choice: Choice, writer: Writer): string {
  return choice.map(sequence => sequence.map(node => write(node, writer)).join('')).join('|')
}

function write(node: Node, writer: Writer): string {
  switch (node.kind) {
    case 'literal':
      return writeLiteral(node.character, writer)
    case 'any':
      return '.'
    case 'start':
      return '^'
    case 'end':
      return '$'
    case 'class':
      return writeClass(node, writer)
    case 'group':
      return writeGroup(node.inner, node.number, writer)
    case 'repeat':
      return writeRepeat(node, writer)
    default:
      return node satisfies never
  }
}

function writeLiteral(character: string, { ignoreCase }: Writer): string {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()]
  if (ignoreCase && lower !== upper) return writeAny([lower, upper])
  if (character === '^' || character === '\\') return `\\${character}`
  return /[.[\](){}*+?|$]/.test(character) ? `[${character}]` : character
}

function writeAny(characters: readonly string[]): string {
  return characters.every(isAscii) ? `[${characters.join('')}]` : `(${characters.join('|')})`
}

/** An empty alternative, which POSIX leaves open, becomes a question mark. */
function writeGroup(inner: Choice, number: number | undefined, writer: Writer): string {
  const own = ++writer.count
  if (number !== undefined) writer.numbers.set(number, own)
  const full = inner.filter(sequence => sequence.length > 0)
  const text = `(${writeChoice(full, writer)})`
  if (full.length === 0) return '()'
  return full.length < inner.length ? `${text}?` : text
}

function writeRepeat({ of, least, most }: Node & { kind: 'repeat' }, writer: Writer): string {
  const atom = () => writeAtom(of, writer)
  if (most === Number.POSITIVE_INFINITY) {
    if (least === 0) return `${atom()}*`
    return `${repeated(least - 1, atom)}${atom()}+`
  }
  return repeated(least, atom) + repeated(most - least, () => `${atom()}?`)
}

function repeated(times: number, write: () => string): string {
  return Array.from({ length: Math.min(times, LONGEST) }, write).join('')
}

/** What a quantifier behind it applies to as a whole; bytes are what hosts count. */
function writeAtom(node: Node, writer: Writer): string {
  const wrap =
    node.kind === 'repeat' ||
    (node.kind === 'literal' && !isAscii(node.character)) ||
    (node.kind === 'group' && node.inner.some(sequence => sequence.length === 0))
  return wrap ? writeGroup([[node]], undefined, writer) : write(node, writer)
}

function writeClass({ negated, ranges }: Node & { kind: 'class' }, writer: Writer): string {
  const all = writer.ignoreCase ? ranges.flatMap(inBothCases) : ranges
  const ascii = all.filter(([from, to]) => isAscii(from) && isAscii(to))
  if (ascii.length === all.length) return writeBrackets(negated, ascii)
  const others = all.filter(range => !ascii.includes(range))
  if (negated || others.some(([from, to]) => from !== to)) {
    throw new Fault('a regular expression excludes, or spans, characters outside ASCII', {
      hint: 'hosts match bytes: name the characters one by one, as alternatives',
    })
  }
  writer.count++
  const parts = others.map(([character]) => character)
  return `(${[...parts, ...(ascii.length > 0 ? [writeBrackets(false, ascii)] : [])].join('|')})`
}

/** A closing bracket must stand first, a hyphen last, a caret not first; awk wants the backslash doubled, others don't mind. */
function writeBrackets(negated: boolean, ranges: readonly Range[]): string {
  const single = new Set(ranges.filter(([from, to]) => from === to).map(([from]) => from))
  const special = (character: string) => (single.delete(character) ? character : '')
  const [close, caret, hyphen] = [special(']'), special('^'), special('-')]
  const spans = ranges.filter(([from, to]) => from !== to).map(([from, to]) => `${from}-${to}`)
  const plain = [...single].map(character => (character === '\\' ? '\\\\' : character))
  const body = close + spans.join('') + plain.join('')
  if (body === '' && hyphen === '' && !negated) return '\\^'
  return `[${negated ? '^' : ''}${body === '' && !negated ? hyphen + caret : body + caret + hyphen}]`
}

function inBothCases([from, to]: Range): Range[] {
  if (/[a-z]/.test(from) && /[a-z]/.test(to)) {
    return [
      [from, to],
      [from.toUpperCase(), to.toUpperCase()],
    ]
  }
  if (/[A-Z]/.test(from) && /[A-Z]/.test(to)) {
    return [
      [from, to],
      [from.toLowerCase(), to.toLowerCase()],
    ]
  }
  return [[from, to]]
}

function isAscii(character: string): boolean {
  return character < '\u0080'
}
