import type { Located } from '../../base/yaml.ts'
import { asList, type Entry, field, wrong } from './fields.ts'
import type { Play } from './model.ts'

/** Batch sizes: numbers of hosts, or shares of them such as `30%`. */
export function parseSerial(entry: Entry): Play['serial'] {
  const found = field(entry, 'serial')
  if (!found) return []
  const sizes = Array.isArray(found.value) ? asList(found, 'serial') : [found]
  return sizes.map(sizeOf)
}

function sizeOf(size: Located): number | string {
  const { value } = size
  if (typeof value === 'string' && /^([1-9]\d?|100)%$/.test(value)) return value
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof count === 'number' && Number.isInteger(count) && count > 0) return count
  throw wrong(size, 'serial must be a number of hosts, or a share of them such as "30%"')
}
