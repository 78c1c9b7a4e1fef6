import { badRequest } from '../model/errors.ts'
import { type Fields, isFields } from '../model/object.ts'

/** Lists that are merged, by their path: the key that tells items apart, empty for plain values. */
export type MergeKeys = Readonly<Record<string, string>>

/**
 * What a strategic merge patch makes of a document: as a merge patch, but lists with a merge key are merged item by item, and
 * `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…` say what else to do.
 */
export function strategicPatch(document: Fields, patch: Fields, mergeKeys: MergeKeys): Fields {
  return mergeFields(document, patch, { mergeKeys, path: '' }) ?? {}
}

interface Place {
  readonly mergeKeys: MergeKeys
  readonly path: string
}

const ORDER = '$setElementOrder/'
const REMOVE = '$deleteFromPrimitiveList/'

function mergeFields(target: Fields, patch: Fields, place: Place): Fields | undefined {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch
  if (directive === 'delete') return undefined
  const fields = new Map(Object.entries(directive === 'replace' ? {} : target))
  if (Array.isArray(retained))
    for (const key of fields.keys()) if (!retained.includes(key)) fields.delete(key)
  const entries = Object.entries(changes)
  for (const [key, value] of entries)
    if (!key.startsWith(ORDER)) mergeField(fields, [key, value], place)
  for (const [key, value] of entries)
    if (key.startsWith(ORDER)) orderField(fields, [key.slice(ORDER.length), value], place)
  return Object.fromEntries(fields)
}

type Entry = readonly [key: string, value: unknown]

function mergeField(fields: Map<string, unknown>, [key, value]: Entry, place: Place): void {
  if (key.startsWith(REMOVE)) set(fields, key.slice(REMOVE.length), list => without(list, value))
  else set(fields, key, old => mergeValue(old, value, inside(place, key)))
}

function orderField(fields: Map<string, unknown>, [key, value]: Entry, place: Place): void {
  set(fields, key, list => ordered(list, value, mergeKeyOf(inside(place, key)) ?? ''))
}

function set(fields: Map<string, unknown>, key: string, change: (old: unknown) => unknown): void {
  const value = change(fields.get(key))
  if (value === undefined) fields.delete(key)
  else fields.set(key, value)
}

function mergeValue(old: unknown, value: unknown, place: Place): unknown {
  if (value === null) return undefined
  if (isFields(value)) return mergeFields(isFields(old) ? old : {}, value, place)
  if (!Array.isArray(value)) return value
  return mergeList(Array.isArray(old) ? old : [], value, place)
}

function mergeList(
  old: readonly unknown[],
  items: readonly unknown[],
  place: Place,
): readonly unknown[] {
  const key = mergeKeyOf(place)
  const isReplaced = items.some(item => isFields(item) && item['$patch'] === 'replace')
  const own = items.filter(item => !(isFields(item) && item['$patch'] === 'replace'))
  if (key === undefined || isReplaced) return own
  if (key === '') return [...new Set([...old, ...own])]
  return own.reduce<readonly unknown[]>(
    (list, item) => mergeItem(list, item, { ...place, key }),
    old,
  )
}

function mergeItem(
  list: readonly unknown[],
  item: unknown,
  { key, ...place }: Place & { readonly key: string },
): readonly unknown[] {
  if (!isFields(item) || item[key] === undefined)
    throw badRequest(`an item of ${place.path} does not contain its merge key: ${key}`)
  const at = list.findIndex(one => isFields(one) && one[key] === item[key])
  const old = list[at]
  const merged = mergeFields(isFields(old) ? old : {}, item, place)
  if (merged === undefined) return list.filter((_, index) => index !== at)
  return old === undefined ? [...list, merged] : list.with(at, merged)
}

function without(list: unknown, removed: unknown): unknown {
  if (!Array.isArray(list) || !Array.isArray(removed)) return list
  return list.filter(item => !removed.includes(item))
}

/** Items that the order doesn't name stay where they are. */
function ordered(list: unknown, order: unknown, key: string): unknown {
  if (!Array.isArray(list) || !Array.isArray(order)) return list
  const keyIn = (item: unknown): unknown => (key !== '' && isFields(item) ? item[key] : item)
  const rank = order.map(keyIn)
  const placed = list
    .filter(item => rank.includes(keyIn(item)))
    .sort((one, other) => rank.indexOf(keyIn(one)) - rank.indexOf(keyIn(other)))
  return list.map(item => (rank.includes(keyIn(item)) ? placed.shift() : item))
}

function inside({ mergeKeys, path }: Place, key: string): Place {
  return { mergeKeys, path: path === '' ? key : `${path}.${key}` }
}

function mergeKeyOf({ mergeKeys, path }: Place): string | undefined {
  return Object.hasOwn(mergeKeys, path) ? mergeKeys[path] : undefined
}
