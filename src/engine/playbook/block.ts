import { Fault } from '../../base/fault.ts'
import { type Entry, field, listField, textsField } from './fields.ts'
import { placeOfEntry } from './identity.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import type { Step } from './model.ts'
import type { Surroundings } from './surroundings.ts'

/** A block. What it says holds for every step inside; without rescue and always nothing else is left of it. */
export function parseBlock(entry: Entry, around: Surroundings): readonly Step[] {
  checkKeywords(entry, 'block')
  const place = placeOfEntry(entry)
  if (!field(entry, 'block')) throw new Fault('a block needs steps under `block:`', { place })
  const keywords = inherit(around.keywords, entry)
  const notify = [...around.notify, ...textsField(entry, 'notify')]
  const inside = { ...around, keywords, notify }
  const part = (key: string): readonly Step[] => around.parse(listField(entry, key), inside)
  const block = part('block')
  const rescue = part('rescue')
  const always = part('always')
  if (rescue.length === 0 && always.length === 0) return block
  return [{ kind: 'block', place, block, rescue, always, tags: keywords.tags }]
}
