import { masked } from '../masked.ts'

/** What is wrong with a condition, and how it is written here. */
export interface Lesson {
  readonly message: string
  readonly hint: string
}

/** Recognises what is Jinja or Python in a condition, and writes the whole condition in CEL as far as that can be told. */
export function respell(expression: string): Lesson | undefined {
  const { text, restore } = masked(expression)
  const wrong = RULES.filter(({ pattern }) => pattern.test(text))
  const [first] = wrong
  if (!first) return undefined
  const written = wrong.reduce((all, { pattern, write }) => {
    const everywhere = new RegExp(pattern, 'g')
    return all.replace(everywhere, (_, ...parts) => write(parts.map(part => String(part ?? ''))))
  }, text)
  return { message: first.message, hint: `write \`${restore(written).trim()}\`` }
}

interface Rule {
  readonly pattern: RegExp
  readonly message: string
  write(parts: readonly string[]): string
}

/** What a test or a filter can stand behind: a path, with indexes and calls. */
const PATH = String.raw`([A-Za-z_\u00a7][\w\u00a7]*(?:\.\w+|\[[^\]]*\]|\([^()]*\))*)`

const IS = '"is ..." is not part of conditions here'
const FILTER = 'filters with "|" are not part of conditions here'

const RULES: readonly Rule[] = [
  {
    pattern: /^\s*\{\{(.*)\}\}\s*$/,
    message: 'a condition is an expression already and takes no braces',
    write: ([inside = '']) => inside.trim(),
  },
  rule(
    String.raw`not\s+${PATH}\s+in\b`,
    '"not ... in" is not part of conditions here',
    ([x]) => `!${x} in`,
  ),
  rule(String.raw`${PATH}\s+is\s+not\s+defined\b`, IS, ([x = '']) => `!has(${member(x)})`),
  rule(String.raw`${PATH}\s+is\s+undefined\b`, IS, ([x = '']) => `!has(${member(x)})`),
  rule(String.raw`${PATH}\s+is\s+defined\b`, IS, ([x = '']) => `has(${member(x)})`),
  rule(String.raw`${PATH}\s+is\s+(not\s+)?(changed|failed)\b`, IS, ([x, not, state]) => {
    return `${not ? '!' : ''}${x}.${state}`
  }),
  // A result says it was skipped, or says nothing of it.
  rule(String.raw`${PATH}\s+is\s+(not\s+)?skipped\b`, IS, ([x, not]) => {
    return `${not ? '!' : ''}has(${x}.skipped)`
  }),
  rule(String.raw`${PATH}\s+is\s+(?:succeeded|success|successful)\b`, IS, ([x]) => `!${x}.failed`),
  rule(String.raw`${PATH}\s+is\s+(not\s+)?(?:none|None|null)\b`, IS, ([x, not]) => {
    return `${x} ${not ? '!=' : '=='} null`
  }),
  rule(String.raw`${PATH}\s+is\s+(not\s+)?(match|search|regex)\s*\(([^()]*)\)`, IS, parts => {
    const [x, not, test, pattern] = parts
    // Only `match` begins at the start of the text.
    return `${not ? '!' : ''}${x}.matches(${test === 'match' ? '"^" + ' : ''}${pattern})`
  }),
  rule(
    String.raw`${PATH}\s+is\s+version\s*\(\s*([^(),]*),\s*\u00a7(\d+)\u00a7\s*\)`,
    IS,
    ([x, version, operator]) => `compareVersions(${x}, ${version}) \u00a7${operator}\u00a7bare 0`,
  ),
  rule(String.raw`${PATH}\s+is\s+(?:not\s+)?\w+`, IS, ([x = '']) => `has(${member(x)})`),
  rule(
    String.raw`${PATH}\s*\|\s*(?:default|d)\s*\(\s*([^()]*?)\s*\)`,
    FILTER,
    ([x = '', value = '']) => orElse(x, value),
  ),
  rule(String.raw`${PATH}\s*\|\s*(?:length|count)\b`, FILTER, ([x]) => `size(${x})`),
  rule(String.raw`${PATH}\s*\|\s*(int|string|bool)\b`, FILTER, ([x, type]) => `${type}(${x})`),
  rule(String.raw`${PATH}\s*\|\s*float\b`, FILTER, ([x]) => `double(${x})`),
  rule(
    String.raw`${PATH}\s*\|\s*(lower|upper)\b`,
    FILTER,
    ([x, filter]) => `${x}.${filter}Ascii()`,
  ),
  rule(String.raw`${PATH}\s*\|\s*trim\b`, FILTER, ([x]) => `${x}.trim()`),
  rule(
    String.raw`^\s*(.+?)\s+if\s+(.+?)\s+else\s+(.+?)\s*$`,
    'a choice is written with "?" and ":" here',
    ([yes, condition, no]) => `${condition} ? ${yes} : ${no}`,
  ),
  rule(
    String.raw`([\w\u00a7.\]\)]+)\s+not\s+in\s+([\w\u00a7.]+|\[[^\]]*\])`,
    '"not in" is written with "!" here',
    ([x, list]) => `!(${x} in ${list})`,
  ),
  rule(String.raw`\bnot\s+`, '"not" is written "!" here', () => '!'),
  rule(String.raw`\bnot\(`, '"not" is written "!" here', () => '!('),
  rule(String.raw`\band\b`, '"and" is written "&&" here', () => '&&'),
  rule(String.raw`\bor\b`, '"or" is written "||" here', () => '||'),
  rule('===', '"===" is written "==" here', () => '=='),
  rule('<>', '"<>" is written "!=" here', () => '!='),
  rule('(^|[^=!<>])=(?=[^=])', 'a comparison is written "==" here', ([x]) => `${x}==`),
  rule(String.raw`\s~\s`, 'texts are joined with "+" here', () => ' + '),
  rule(String.raw`\bTrue\b`, 'true is written small here', () => 'true'),
  rule(String.raw`\bFalse\b`, 'false is written small here', () => 'false'),
  rule(String.raw`\b[Nn]one\b`, '"none" is written "null" here', () => 'null'),
]

function rule(pattern: string, message: string, write: Rule['write']): Rule {
  return { pattern: new RegExp(pattern), message, write }
}

/** What `has` wants: a step from something. */
function member(path: string): string {
  return /[.[]/.test(path) ? path : `vars.${path}`
}

/** A value that may be missing, with what stands for it. */
function orElse(path: string, value: string): string {
  const dot = path.lastIndexOf('.')
  const optional = dot < 0 ? `vars.?${path}` : `${path.slice(0, dot)}.?${path.slice(dot + 1)}`
  return `${optional}.orValue(${value || '\u00a70\u00a7'})`
}
