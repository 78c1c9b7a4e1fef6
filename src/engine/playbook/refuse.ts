import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Entry } from './fields.ts'

/** Refuses any key of a small mapping but the known ones. */
export function refuseOthers(entry: Entry, name: string, known: readonly string[]): void {
  const key = Object.keys(entry.value).find(each => !known.includes(each))
  if (key === undefined) return
  throw new Fault(`${name}: unknown key "${key}"${didYouMean(key, known)}`, {
    place: entry.places?.key([...entry.at, key]),
    hint: `known keys: ${known.join(', ')}`,
  })
}
