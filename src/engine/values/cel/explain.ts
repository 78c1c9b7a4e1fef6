import { didYouMean } from '../../../base/suggest.ts'
import { TemplateFault } from '../fault.ts'
import type { Source, Span } from '../source.ts'
import { celFunctions } from './environment.ts'
import { respell } from './respell.ts'

/** What the errors of the CEL library have in common. */
export interface CelError extends Error {
  readonly code: string
  readonly summary: string
  readonly range?: Span
}

export function isCelError(error: unknown): error is CelError {
  return error instanceof Error && 'summary' in error && 'code' in error
}

/** The fault for an error of the library, in the words of users. Any other error comes back as it is. */
export function explained(error: unknown, source: Source): unknown {
  if (!isCelError(error)) return error
  const { message, hint } = (EXPLAIN[error.code] ?? plainly)(error, source)
  return new TemplateFault(message, {
    place: source.place(error.range ?? { start: 0, end: source.text.length }),
    hint,
    cause: error,
  })
}

interface Explanation {
  readonly message: string
  readonly hint?: string | undefined
}

const EXPLAIN: Readonly<Record<string, (error: CelError, source: Source) => Explanation>> = {
  no_such_overload: noOverload,
  no_matching_overload: noFunction,
  invalid_logical_operand: notBoolean,
  invalid_condition_type: notBoolean,
  invalid_macro_argument: error => ({ ...plainly(error), hint: hintForMacro(error) }),
  reserved_identifier: ({ summary }) => {
    const word = summary.split(' ').at(-1)
    return { message: `"${word}" is a reserved word in conditions`, hint: `write \`vars.${word}\`` }
  },
}

function hintForMacro({ summary }: CelError): string | undefined {
  return summary.startsWith('has()')
    ? '`has(vars.x)` asks for a variable, `has(x.y)` for a key'
    : undefined
}

function plainly({ summary }: CelError): Explanation {
  if (summary === 'Unexpected token: EOF') return { message: 'the expression ends too early' }
  return { message: summary.charAt(0).toLowerCase() + summary.slice(1) }
}

/** `no such overload: string + int` */
function noOverload({ summary }: CelError): Explanation {
  const [, left, operator = '', right] =
    /^no such overload: (\S+(?:<.*>)?) (\S+) (.+)$/.exec(summary) ?? []
  if (left === undefined || right === undefined) {
    const [, sign, type = ''] = /^no such overload: ([!-])(.+)$/.exec(summary) ?? []
    const wanted = sign === '!' ? 'true or false' : 'a number'
    return { message: `"${sign}" wants ${wanted}, and this is ${wordFor(type)}` }
  }
  const message = `"${operator}" does not work on ${wordFor(left)} and ${wordFor(right)}`
  return { message, hint: hintFor(operator, [left, right]) }
}

function hintFor(operator: string, types: readonly string[]): string | undefined {
  const plain = types.map(bare)
  if (operator === '+' && plain.includes('string')) return 'make text of a value with `string(x)`'
  if (plain.includes('string') && (plain.includes('int') || plain.includes('double'))) {
    return 'make a number of text with `int(x)` or `double(x)`'
  }
  return undefined
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  double: 'a number',
  bool: 'true or false',
  null: 'null',
  list: 'a list',
  map: 'a map',
}

function bare(type: string): string {
  return type.replace(/^dyn<(.*)>$/, '$1').replace(/<.*>$/, '')
}

function wordFor(type: string): string {
  return WORDS[bare(type)] ?? type
}

/** Methods of Python that have another name in CEL. */
const PYTHON: Readonly<Record<string, string>> = {
  startswith: 'x.startsWith("a")',
  endswith: 'x.endsWith("a")',
  lower: 'x.lowerAscii()',
  upper: 'x.upperAscii()',
  strip: 'x.trim()',
  find: 'x.indexOf("a")',
  get: 'x.?key.orValue("otherwise")',
  len: 'size(x)',
  length: 'size(x)',
  not: '!x',
  defined: 'has(vars.x)',
  version: 'compareVersions(x, "1.2") >= 0',
}

/** `found no matching overload for 'dyn.foo(int)'` */
function noFunction({ summary, range }: CelError, source: Source): Explanation {
  const [, receiver, name = '', types = ''] = /'(?:([^'(]*)\.)?(\w+)\((.*)\)'/.exec(summary) ?? []
  const { functions, methods } = celFunctions()
  const known = receiver === undefined ? functions : methods
  const hint = PYTHON[name]
  if (hint) return { message: `there is no "${name}" in conditions`, hint: `write \`${hint}\`` }
  const taught = respell(source.text.slice(range?.start, range?.end))
  if (taught) return taught
  if (!known.includes(name)) {
    const what = receiver === undefined ? 'function' : 'method'
    return { message: `there is no ${what} "${name}" in conditions${didYouMean(name, known)}` }
  }
  const got = types.split(', ').filter(Boolean).map(wordFor).join(', ') || 'nothing'
  const on = receiver === undefined ? '' : ` of ${wordFor(receiver)}`
  return { message: `"${name}"${on} does not work on ${got}` }
}

function notBoolean({ summary }: CelError): Explanation {
  const [, type = ''] = /got '(.*)'/.exec(summary) ?? []
  return {
    message: `true or false is wanted here, and this is ${wordFor(type)}`,
    hint: 'compare it with something: `x != ""`, `x != 0`, `x != null`, `size(x) > 0`',
  }
}
