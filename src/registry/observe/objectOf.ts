import type { Fields } from './log.ts'
import { escaped } from './quoted.ts'
import { sorted } from './sorted.ts'

/** JSON of the fields of several layers, keys sorted; later layers hide earlier ones. */
export function objectOf(...layers: readonly Fields[]): string {
  const members = sorted(...layers).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  )
  return escaped(`{${members.join(',')}}`)
}
