import type { z } from 'zod'
import { parseWith } from '../../base/schema.ts'
import type { Action } from './action.ts'
import { asEntry, type Entry, mappingField } from './fields.ts'
import { parseKeyValues } from './keyValues.ts'
import { overlay } from './vars.ts'

/** The options of an import or include, written as a mapping, as `k=v` pairs or as the one `main` option, and under `args`. */
export function optionsOf<T extends z.ZodType>(
  entry: Entry,
  action: Action,
  { schema, main }: { readonly schema: T; readonly main: string },
): { readonly options: z.output<T>; readonly entry: Entry } {
  const own = givenOptions(action, main)
  const more = mappingField(entry, 'args')
  const given = more ? overlay(more, own) : own
  const subject = given.places ? { places: given.places, at: given.at } : { at: given.at }
  return {
    options: parseWith(schema, given.value, { name: action.name, ...subject }),
    entry: given,
  }
}

function givenOptions({ name, given }: Action, main: string): Entry {
  const { value } = given
  if (typeof value !== 'string') return asEntry({ ...given, value: value ?? {} }, name)
  return { ...given, value: parseKeyValues(value) ?? { [main]: value } }
}
