import type { Fields } from './log.ts'

/** The fields that have a value, by name. */
export function sorted(fields: Fields): [string, string | number | boolean][] {
  const entries: [string, string | number | boolean][] = []
  for (const name of Object.keys(fields).sort()) {
    const value = fields[name]
    if (value !== undefined) entries.push([name, value])
  }
  return entries
}
