import { didYouMean } from '../../../base/suggest.ts'
import { isMap, memberOf } from '../member.ts'
import { asList, asMap, asText, attributeOf } from './arguments.ts'
import { helper, NoResult } from './helper.ts'

/** Maps, and what is made of them. */
export const MAPS = [
  helper('dict [KEY=VALUE]', 'A map of the named values.', (_, named) => ({ ...named })),
  helper('keys MAP', 'Its keys.', ([map]) => Object.keys(asMap(map))),
  helper('values MAP', 'Its values.', ([map]) => Object.values(asMap(map))),
  helper(
    'lookup CONTAINER STEP',
    'A value in a map or list by a key or index that is a value itself.',
    ([container, step]) => {
      const found = memberOf(container, asText(step))
      if (found !== undefined) return found
      const keys = isMap(container) ? Object.keys(container) : []
      throw new NoResult(`there is no "${asText(step)}"${didYouMean(asText(step), keys)}`)
    },
  ),
  helper('dict2items MAP', 'A list of `key` and `value`.', ([map]) =>
    Object.entries(asMap(map)).map(([key, value]) => ({ key, value })),
  ),
  helper(
    'items2dict LIST [key_name="key"] [value_name="value"]',
    'A map from a list of keys and values.',
    ([list], { key_name: key = 'key', value_name: value = 'value' }) =>
      Object.fromEntries(
        asList(list).map(item => [asText(attributeOf(item, key)), attributeOf(item, value)]),
      ),
  ),
  helper(
    'combine MAP... [recursive=FALSE]',
    'One map of all; later ones win, maps within them merged when recursive.',
    (maps, { recursive }) =>
      maps.map(asMap).reduce((all, map) => merged(all, map, recursive === true)),
  ),
]

type Entries = Readonly<Record<string, unknown>>

function merged(under: Entries, over: Entries, recursive: boolean): Entries {
  if (!recursive) return { ...under, ...over }
  const deep = Object.entries(over).map(([key, value]) => {
    const below = Object.hasOwn(under, key) ? under[key] : undefined
    return [key, isMap(below) && isMap(value) ? merged(below, value, true) : value]
  })
  return { ...under, ...Object.fromEntries(deep) }
}
