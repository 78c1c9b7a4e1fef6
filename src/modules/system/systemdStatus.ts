import type { Fields } from '../files/fields.ts'

/** The properties of a unit, as `systemctl show` prints them. */
export type UnitStatus = Readonly<Record<string, string>>

/** Reads the status that a script printed; empty where it printed none. */
export function statusOf(fields: Fields): UnitStatus {
  const properties = (fields['status'] ?? '').split('\n').map(line => {
    const equals = line.indexOf('=')
    return [line.slice(0, equals), line.slice(equals + 1)] as const
  })
  return Object.fromEntries(properties.filter(([name]) => name !== ''))
}
