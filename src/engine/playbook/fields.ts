import { Fault } from '../../base/fault.ts'
import { below, type Located, placeOf } from '../../base/yaml.ts'

export type Mapping = Readonly<Record<string, unknown>>

/** A play, task, block or role as written: a mapping whose keys were not looked at yet. */
export type Entry = Located<Mapping>

/** What stands under a key; undefined where there is no such key, or nothing behind it. */
export function field(entry: Entry, key: string): Located | undefined {
  const value = Object.hasOwn(entry.value, key) ? entry.value[key] : undefined
  return value === undefined || value === null ? undefined : below(entry, key)
}

/** A value as a mapping. */
export function asEntry(located: Located, what: string): Entry {
  const { value } = located
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { ...located, value: value as Mapping }
  throw wrong(located, `${what} must be a mapping`)
}

/** The mapping under a key. */
export function mappingField(entry: Entry, key: string): Entry | undefined {
  const found = field(entry, key)
  return found && asEntry(found, key)
}

/** A value as a list, each element located. */
export function asList(located: Located, what: string): Located[] {
  if (!Array.isArray(located.value)) throw wrong(located, `${what} must be a list`)
  return located.value.map((_, index) => below(located, index))
}

/** The list under a key; empty where there is none. */
export function listField(entry: Entry, key: string): Located[] {
  const found = field(entry, key)
  return found ? asList(found, key) : []
}

/** A value as text; numbers are taken as written. */
export function asText(located: Located, what: string): Located<string> {
  const { value } = located
  if (typeof value === 'string') return { ...located, value }
  if (typeof value === 'number') return { ...located, value: String(value) }
  throw wrong(located, `${what} must be text`)
}

/** The text under a key. */
export function textField(entry: Entry, key: string): Located<string> | undefined {
  const found = field(entry, key)
  return found && asText(found, key)
}

/** The text or texts under a key. */
export function textsField(entry: Entry, key: string): Located<string>[] {
  const found = field(entry, key)
  if (!found) return []
  const many = Array.isArray(found.value) ? asList(found, key) : [found]
  return many.map(each => asText(each, key))
}

const WORDS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
])

/** True, false, or a template that will say which. */
export function truthField(entry: Entry, key: string): Located | undefined {
  const found = field(entry, key)
  if (!found || typeof found.value === 'boolean' || isTemplate(found.value)) return found
  const value = WORDS.get(found.value)
  if (value === undefined) throw wrong(found, `${key} must be true or false`)
  return { ...found, value }
}

/** True or false, known now. */
export function flagField(entry: Entry, key: string): boolean | undefined {
  const found = truthField(entry, key)
  if (!found || typeof found.value === 'boolean') return found?.value as boolean | undefined
  throw wrong(found, `${key} must be true or false: templates are not rendered here`)
}

/** A number that is not negative, or a template that renders to one. */
export function countField(entry: Entry, key: string): Located | undefined {
  const found = field(entry, key)
  if (!found || isTemplate(found.value)) return found
  if (typeof found.value === 'number' && found.value >= 0) return found
  throw wrong(found, `${key} must be a number of 0 or more`)
}

/** Conditions: an expression or a literal boolean, or a list of them. */
export function conditionsField(entry: Entry, key: string): Located[] {
  const found = field(entry, key)
  if (!found) return []
  const many = Array.isArray(found.value) ? asList(found, key) : [found]
  for (const each of many)
    if (typeof each.value !== 'string' && typeof each.value !== 'boolean')
      throw wrong(each, `${key} must be an expression, true or false`)
  return many
}

/** A name that expressions and templates can use. */
export function nameField(entry: Entry, key: string): string | undefined {
  const found = textField(entry, key)
  if (!found || /^[A-Za-z_]\w*$/.test(found.value)) return found?.value
  throw new Fault(`${key}: "${found.value}" is not a name for a variable`, {
    place: placeOf(found),
    hint: 'a name has letters, digits and underscores, and begins with no digit',
  })
}

/** True for text that is rendered before it is used. */
export function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{')
}

/** The Fault of a value of the wrong type. */
export function wrong(located: Located, message: string): Fault {
  return new Fault(`${message}, not ${described(located.value)}`, { place: placeOf(located) })
}

function described(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `"${value}"` : String(value)
}
