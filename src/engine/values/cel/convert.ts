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

/**
 * A map whose members are converted when CEL asks for one. It is a Map with methods of its own, because of a Map CEL
 * looks for a type in `entries()`, of an object in its first member: that member may be one that can't be read yet.
 */
function lazyMap(value: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const get = (key: string) => (Object.hasOwn(value, key) ? toCel(value[key]) : undefined)
  const methods = {
    get,
    has: (key: string) => Object.hasOwn(value, key),
    keys: () => Object.keys(value).values(),
    entries: () => [].values(),
    [Symbol.iterator]: () =>
      Object.keys(value)
        .map(key => [key, get(key)])
        .values(),
  }
  const map = Object.assign(new Map<string, unknown>(), methods)
  return Object.defineProperty(map, 'size', { get: () => Object.keys(value).length })
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
