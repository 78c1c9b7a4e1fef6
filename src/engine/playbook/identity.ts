import type { Place } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { type Entry, textField } from './fields.ts'

/** What a step is known by in events and messages. */
export interface Identity {
  readonly id: number
  readonly name: Located<string>
  readonly place: Place
}

let last = 0

/** A new identity for a step: a number of its own, its name or what stands for one, its place. */
export function identityOf(entry: Entry, fallback: string): Identity {
  last += 1
  return {
    id: last,
    name: textField(entry, 'name') ?? { ...entry, value: fallback },
    place: placeOfEntry(entry),
  }
}

/** Where an entry begins. Every entry of a playbook comes from a file. */
export function placeOfEntry(entry: Entry): Place {
  return placeOf(entry) ?? { file: '', line: 1, column: 1 }
}
