import { Optional } from '@marcbachmann/cel-js'
import { isMap } from '../member.ts'

/**
 * A value as CEL takes it: whole numbers are ints, everything else is as it is. Members of maps are converted when CEL
 * asks for them, so that a map with lazy members stays lazy.
 */
export function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return remembered(value, () => value.map(toCel))
  return isMap(value) ? remembered(value, () => lazyMap(value)) : value
}

/** A value as CEL gives it, in plain JavaScript. */
export function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  const original = ORIGINAL.get(value)
  if (original) return original
  if (Array.isArray(value)) return value.map(fromCel)
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fromCel(member)]))
  }
  if (value instanceof Optional) return value.hasValue() ? fromCel(value.value()) : null
  if (value instanceof Date) return value.toISOString()
  return typeof value.valueOf() === 'bigint' ? Number(value) : String(value)
}

const CONVERTED = new WeakMap<object, object>()
const ORIGINAL = new WeakMap<object, object>()

function remembered(value: object, convert: () => object): object {
  const known = CONVERTED.get(value)
  if (known) return known
  const converted = convert()
  CONVERTED.set(value, converted)
  ORIGINAL.set(converted, value)
  return converted
}

function lazyMap(value: Readonly<Record<string, unknown>>): object {
  const map = {}
  for (const key of Object.keys(value)) {
    Object.defineProperty(map, key, { enumerable: true, get: () => toCel(value[key]) })
  }
  return map
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
