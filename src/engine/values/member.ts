import { didYouMean } from '../../base/suggest.ts'

/** What an undefined step has to say for itself. */
export interface Missing {
  readonly message: string
  readonly hint?: string
}

/** One step into a value: an own key of a map, an index of a list, the length of a list or text. Undefined: no such step. */
export function memberOf(value: unknown, step: string): unknown {
  if (typeof value === 'string') return step === 'length' ? value.length : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) && /^\d+$/.test(step)) return value[Number(step)]
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined
}

/** Says why a value has no such step. `written` is how the value is reached. */
export function missingMember(value: unknown, step: string, written: string): Missing {
  if (Array.isArray(value)) return missingItem(value.length, step, written)
  if (isMap(value)) return missingKey(Object.keys(value), step, written)
  return { message: `"${written}" is ${kindOf(value)}, so it has no "${step}"` }
}

/** What a value is, for messages: `a list`, `text`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return KINDS[typeof value] ?? typeof value
}

/** True for what YAML calls a mapping. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  bigint: 'a number',
  boolean: 'true or false',
  symbol: '`omit`',
}

const SHOWN_KEYS = 20

function missingItem(length: number, step: string, written: string): Missing {
  if (!/^-?\d+$/.test(step)) return { message: `"${written}" is a list, so it has no "${step}"` }
  const items = length === 1 ? '1 item' : `${length} items`
  return { message: `"${written}" has ${items}, so there is no [${step}]` }
}

function missingKey(keys: readonly string[], step: string, written: string): Missing {
  const message = `"${written}" has no "${step}"${didYouMean(step, keys)}`
  if (keys.length === 0) return { message, hint: `"${written}" is empty` }
  const more = keys.length > SHOWN_KEYS ? ', ...' : ''
  return { message, hint: `"${written}" has: ${keys.slice(0, SHOWN_KEYS).join(', ')}${more}` }
}
