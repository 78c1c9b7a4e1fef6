import { HELPERS } from '../helpers/index.ts'
import { masked } from '../masked.ts'

/** What is wrong with an expression, and how it is written here. */
export interface Lesson {
  readonly message: string
  readonly hint: string
}

/** Recognises the spellings of Jinja. `expression` is what stands between braces, a block's name included. */
export function respell(expression: string): Lesson | undefined {
  const { text, restore } = masked(expression)
  const [, block, inner = text] = /^(if|unless|each|with)\s+([\s\S]+)$/.exec(text) ?? []
  for (const { pattern, message, write } of RULES) {
    const match = pattern.exec(inner)
    if (!match) continue
    const written = write(match.slice(1).map(part => part ?? ''))
    if (!written) return { message, hint: GENERAL }
    const whole = block ? `#${block} ${written.includes(' ') ? `(${written})` : written}` : written
    return { message, hint: `write {{${restore(whole)}}}` }
  }
  return undefined
}

interface Rule {
  readonly pattern: RegExp
  readonly message: string
  /** The expression as it is written here; nothing where that can't be told. */
  write(parts: readonly string[]): string | undefined
}

const GENERAL =
  'an expression is a variable, or a helper with its arguments: {{helper a (helper b)}}'

const OPERATORS: Readonly<Record<string, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '~': 'concat',
  and: 'and',
  or: 'or',
  in: 'in',
}

/** Names that differ from Jinja's or Python's. */
const NAMES: Readonly<Record<string, string>> = {
  d: 'default',
  count: 'length',
  strip: 'trim',
  items: 'dict2items',
  to_nice_yaml: 'to_yaml',
  hash: 'sha256',
}

const RULES: readonly Rule[] = [
  {
    pattern: /^(.+?)\s+if\s+(.+?)\s+else\s+(.+)$/s,
    message: 'a choice is written with the helper "ternary" here',
    write: ([yes = '', condition = '', no = '']) =>
      call('ternary', [operand(condition), operand(yes), operand(no)]),
  },
  {
    pattern: /^(.+?)\s+is\s+(?:not\s+)?(?:defined|undefined)\b/s,
    message:
      '"is defined" is for conditions; a template says with "default" what stands for an undefined variable',
    write: ([value = '']) => call('default', [operand(value), '"..."']),
  },
  {
    pattern: /^(.+?)\s+is\s+/s,
    message: 'there are no tests with "is" in templates',
    write: () => undefined,
  },
  {
    pattern: /^(.+?)\s*\|\s*(.+)$/s,
    message: 'filters are not written with "|" here, but in front of their value',
    write: ([value = '', filters = '']) => filtered(value, filters),
  },
  {
    pattern: /^(.+?)\s+(and|or)\s+(.+)$/s,
    message: '"and" and "or" stand in front of their values here',
    write: ([left = '', word = '', right = '']) => call(word, [operand(left), operand(right)]),
  },
  {
    pattern: /^(?:not\s+|!\s*)(.+)$/s,
    message: '"not" is a helper with one argument here',
    write: ([value = '']) => call('not', [operand(value)]),
  },
  {
    pattern: /^(.+?)\s+not\s+in\s+(.+)$/s,
    message: '"not in" is written with two helpers here',
    write: ([left = '', right = '']) =>
      call('not', [nested('in', [operand(left), operand(right)])]),
  },
  {
    pattern: /^(.+?)\s*(==|!=|<=|>=|<|>|(?<=\s)in(?=\s))\s*(.+)$/s,
    message: 'comparisons are written with helpers here',
    write: infix,
  },
  {
    pattern: /^(.+?)\s*([+*/%~]|(?<=\s)-(?=\s))\s*(.+)$/s,
    message: 'arithmetic is written with helpers here',
    write: infix,
  },
  {
    pattern: /^([\w.\u00a7]+)\.(\w+)\((.*)\)$/s,
    message: 'values have no methods here; helpers take their place',
    write: ([value = '', method = '', args = '']) => calledMethod(value, method, args),
  },
  {
    pattern: /^(?:lookup|query|q)\(/,
    message: 'there are no lookup plugins here',
    write: () => undefined,
  },
  {
    pattern: /^(\w+)\((.*)\)$/s,
    message: 'a helper is called without parentheses and commas here',
    write: ([name = '', args = '']) => call(name, split(args).map(operand)),
  },
  {
    pattern: /^([\w.[\]\u00a7]+)\[([A-Za-z_][\w.]*)\]((?:\.\w+)*)$/s,
    message: 'a key that is a variable is looked up with the helper "lookup" here',
    write: lookedUp,
  },
  {
    pattern: /^(\w[\w.]*\[.+)$/s,
    message: 'an index is written ".[0]" here',
    write: ([path = '']) => operand(path),
  },
  {
    pattern: /^\[(.*)\]$/s,
    message: 'a list is made with the helper "list" here',
    write: ([items = '']) =>
      items.trim() === '' ? undefined : call('list', split(items).map(operand)),
  },
  {
    pattern: /^\{/,
    message: 'a map is made with the helper "dict" here: {{dict key=value}}',
    write: () => undefined,
  },
  {
    pattern: /^\.\w/,
    message: 'a path does not begin with a dot',
    write: () => undefined,
  },
]

function call(jinjaName: string, args: readonly (string | undefined)[]): string | undefined {
  const name = NAMES[jinjaName] ?? jinjaName
  const isKnown = HELPERS.some(helper => helper.name === name)
  return isKnown && !args.includes(undefined) ? [name, ...args].join(' ') : undefined
}

function nested(name: string, args: readonly (string | undefined)[]): string | undefined {
  const written = call(name, args)
  return written && `(${written})`
}

/** An operand as an argument: as it stands when it is simple, else in parentheses, when it is something we can write. */
function operand(text: string): string | undefined {
  const trimmed = text.trim().replace(/^\((.*)\)$/s, '$1')
  const path = trimmed
    .replace(/\[(\d+)\]/g, '.[$1]')
    .replace(/\[\u00a7(\d+)\u00a7\]/g, '.[\u00a7$1\u00a7bare]')
  if (/^(-?[\d.]+|\u00a7\d+\u00a7|[A-Za-z_@][\w.[\]\u00a7-]*)$/.test(path)) return path
  for (const rule of RULES) {
    const match = rule.pattern.exec(trimmed)
    const written = match && rule.write(match.slice(1).map(part => part ?? ''))
    if (match) return written ? `(${written})` : undefined
  }
  return undefined
}

function infix([left = '', operator = '', right = '']: readonly string[]): string | undefined {
  const isText = operator === '+' && /^\u00a7|\u00a7$/.test(`${left.trim()}${right.trim()}`)
  const name = isText ? 'concat' : (OPERATORS[operator] ?? '')
  return call(name, [operand(left), operand(right)])
}

/** `x[key].a.b`, one step after the other. */
function lookedUp([container = '', key = '', rest = '']: readonly string[]): string | undefined {
  const steps = rest.split('.').slice(1)
  return steps.reduce(
    (inner, step) => call('lookup', [inner && `(${inner})`, `"${step}"`]),
    call('lookup', [operand(container), key]),
  )
}

/** `x | a | b(1)` is `b (a x) 1`. */
function filtered(value: string, filters: string): string | undefined {
  let written: string | undefined = operand(value)
  const names = filters.split('|')
  for (const [index, filter] of names.entries()) {
    const [, name, args = ''] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(filter) ?? []
    if (name === undefined) return undefined
    const all = [written, ...split(args).map(operand)]
    written = index < names.length - 1 ? nested(name, all) : call(name, all)
  }
  return written
}

function calledMethod(value: string, method: string, args: string): string | undefined {
  const rest = split(args).map(operand)
  if (method === 'get')
    return call('default', [`(lookup ${value} ${rest[0] ?? ''})`, rest[1] ?? '""'])
  if (method === 'join') return call('join', [rest[0], operand(value)])
  return call(method, [operand(value), ...rest])
}

function split(args: string): string[] {
  return args.trim() === '' ? [] : args.split(',')
}
