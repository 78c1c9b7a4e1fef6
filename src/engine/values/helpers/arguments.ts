import { isMap, kindOf, memberOf, missingMember } from '../member.ts'
import { ArgumentFault, NoResult } from './helper.ts'

/** Text, or a number or boolean as text. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new ArgumentFault(`wants text, got ${kindOf(value)}`)
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new ArgumentFault(`wants a list, got ${kindOf(value)}`)
}

export function asMap(value: unknown): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  throw new ArgumentFault(`wants a map, got ${kindOf(value)}`)
}

/** A number, or text that is one. */
export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (!Number.isNaN(number)) return number
  const got = typeof value === 'string' ? `"${value}"` : kindOf(value)
  throw new ArgumentFault(`wants a number, got ${got}`)
}

/** A value inside another, by a dotted path. Throws NoResult where it leads nowhere. */
export function attributeOf(value: unknown, path: unknown): unknown {
  let here = value
  let written = 'item'
  for (const step of asText(path).split('.')) {
    const next = memberOf(here, step)
    if (next === undefined) throw new NoResult(missingMember(here, step, written).message)
    here = next
    written += `.${step}`
  }
  return here
}

/** Handlebars' idea of truth: false, null, 0, empty text and the empty list are not. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** True for what counts as not given: nothing, null, false, 0, and empty text, lists and maps. */
export function isEmpty(value: unknown): boolean {
  return !isTruthy(value) || (isMap(value) && Object.keys(value).length === 0)
}
