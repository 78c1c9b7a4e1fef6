/** One word of a list of options, with the blanks before it. A backslash that ends a line is a blank. */
interface Word {
  readonly blank: string
  readonly text: string
}

const WORD = /((?:\s|\\\n)*)((?:(?!\\\n)\S)+)/g

/** The values of every `--option=value` and `--option value` in a text, in order. One without a value is ''. */
export function optionValues(text: string, option: string): readonly string[] {
  return found(wordsOf(text), option).map(({ value }) => value)
}

/** The text with the option given once for each value, where it first stood or at the end. The same values already: the same text. */
export function withOption(text: string, option: string, values: readonly string[]): string {
  const words = wordsOf(text)
  const uses = found(words, option)
  if (
    isSame(
      uses.map(({ value }) => value),
      values,
    )
  )
    return text
  const added = values.map(value => ({ blank: ' ', text: `${option}=${value}` }))
  return joined(words, new Map(uses.map(({ at, length }) => [at, length])), {
    at: uses[0]?.at ?? words.length,
    words: added,
    tail: tailOf(text),
  })
}

/** The text without the uses of an option whose value is unwanted. None: the same text. */
export function withoutOption(
  text: string,
  option: string,
  isUnwanted: (value: string) => boolean,
): string {
  const words = wordsOf(text)
  const uses = found(words, option).filter(({ value }) => isUnwanted(value))
  if (uses.length === 0) return text
  const cuts = new Map(uses.map(({ at, length }) => [at, length]))
  return joined(words, cuts, { at: 0, words: [], tail: tailOf(text) })
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(WORD)].map(([, blank = '', text = '']) => ({ blank, text }))
}

function tailOf(text: string): string {
  return /(?:\s|\\\n)*$/.exec(text)?.[0] ?? ''
}

interface Use {
  readonly at: number
  /** Words it takes. */
  readonly length: number
  readonly value: string
}

function found(words: readonly Word[], option: string): readonly Use[] {
  return words.flatMap(({ text }, at) => {
    if (text.startsWith(`${option}=`))
      return [{ at, length: 1, value: bare(text.slice(option.length + 1)) }]
    if (text !== option) return []
    const next = words[at + 1]?.text
    if (next === undefined || next.startsWith('-')) return [{ at, length: 1, value: '' }]
    return [{ at, length: 2, value: bare(next) }]
  })
}

/** A value may stand in quotes of its own. */
function bare(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value
}

interface Insertion {
  readonly at: number
  readonly words: readonly Word[]
  readonly tail: string
}

/** The words without those cut and with those inserted. Whoever comes to stand first takes the blanks that stood there. */
function joined(
  words: readonly Word[],
  cuts: ReadonlyMap<number, number>,
  { at, words: inserted, tail }: Insertion,
): string {
  const kept: Word[] = []
  let skip = 0
  for (const [index, word] of words.entries()) {
    if (index === at) kept.push(...inserted)
    skip = Math.max(skip - 1, 0, cuts.get(index) ?? 0)
    if (skip === 0) kept.push(word)
  }
  if (at >= words.length) kept.push(...inserted)
  const [first, ...rest] = kept
  if (!first) return ''
  const lead = { ...first, blank: words[0]?.blank ?? '' }
  return [lead, ...rest].map(({ blank, text }) => blank + text).join('') + tail
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}
