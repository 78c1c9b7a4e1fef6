/** A command line of systemctl, taken apart. */
export interface Request {
  readonly verb: string
  /** With their suffix: `docker` is `docker.service`. */
  readonly units: readonly string[]
  readonly properties: readonly string[] | undefined
  readonly flags: ReadonlySet<string>
  /** Of options that carry one: lines, signal, state, type. */
  readonly values: Readonly<Record<string, string>>
}

const SHORT: Record<string, string> = {
  a: 'all',
  f: 'force',
  l: 'full',
  n: 'lines',
  p: 'property',
  q: 'quiet',
  s: 'signal',
  t: 'type',
}

const WITH_VALUE = new Set([
  'property',
  'lines',
  'signal',
  'type',
  'state',
  'kill-whom',
  'job-mode',
])

/** Takes a command line apart. Options may stand anywhere, as getopt allows. */
export function parseRequest(words: readonly string[]): Request {
  const operands: string[] = []
  const options: Option[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') operands.push(...rest.splice(0))
    else if (/^-./.test(word)) options.push(...readOption(word, rest))
    else operands.push(word)
  }
  const [verb = 'list-units', ...units] = operands
  const properties = options.filter(({ name }) => name === 'property')
  return {
    verb,
    units: units.map(withSuffix),
    properties:
      properties.length === 0
        ? undefined
        : properties.flatMap(({ value }) => value?.split(',') ?? []),
    flags: new Set(options.map(({ name }) => name)),
    values: Object.fromEntries(options.map(({ name, value = '' }) => [name, value])),
  }
}

interface Option {
  readonly name: string
  readonly value?: string
}

/** Reads one option, and the next word where that is its value. `-P NAME` is short for two. */
function readOption(word: string, rest: string[]): Option[] {
  const long = /^--([^=]+)(?:=(.*))?$/s.exec(word)
  if (!long && word.startsWith('-P')) {
    return [{ name: 'value' }, { name: 'property', value: word.slice(2) || (rest.shift() ?? '') }]
  }
  const letter = word.charAt(1)
  const name = long ? (long[1] ?? '') : (SHORT[letter] ?? letter)
  if (!WITH_VALUE.has(name)) return [{ name }]
  const joined = long ? long[2] : word.slice(2) || undefined
  return [{ name, value: joined ?? rest.shift() ?? '' }]
}

function withSuffix(unit: string): string {
  return /\.(service|socket|target|timer|mount|path|slice|scope|device|swap)$/.test(unit)
    ? unit
    : `${unit}.service`
}
