import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { placeOf } from '../../base/yaml.ts'
import type { Action } from './action.ts'
import { asText, type Entry } from './fields.ts'
import { placeOfEntry } from './identity.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import type { Meta } from './model.ts'
import type { Surroundings } from './surroundings.ts'

const ACTIONS: readonly Meta['action'][] = [
  'flush_handlers',
  'noop',
  'end_play',
  'end_host',
  'clear_host_errors',
]
const NOT_YET = ['clear_facts', 'end_batch', 'end_role', 'refresh_inventory', 'reset_connection']

/** `meta: ACTION`. */
export function parseMeta(entry: Entry, { key, given }: Action, around: Surroundings): Meta {
  checkKeywords(entry, 'meta', [key])
  const { value } = asText(given, 'meta')
  const action = ACTIONS.find(known => known === value.trim())
  if (!action) {
    const message = NOT_YET.includes(value)
      ? `meta: ${value} is not supported yet`
      : `meta: unknown action "${value}"${didYouMean(value, ACTIONS)}`
    throw new Fault(message, { place: placeOf(given), hint: `known: ${ACTIONS.join(', ')}` })
  }
  return {
    kind: 'meta',
    ...inherit(around.keywords, entry),
    action,
    place: placeOfEntry(entry),
    role: around.role,
  }
}
