import type { Place } from '../../base/fault.ts'
import type { Path, Places } from '../../base/yaml.ts'
import type { Vars } from './model.ts'

/** Two origins of variables as one: those of `over` win, and each still knows where it was written. */
export function overlay(under: Vars, over: Vars): Vars {
  if (Object.keys(over.value).length === 0) return under
  if (Object.keys(under.value).length === 0) return over
  const value = { ...under.value, ...over.value }
  const places = placesOf(under, over)
  return places ? { value, at: [], places } : { value, at: [] }
}

function placesOf(under: Vars, over: Vars): Places | undefined {
  const known = over.places ?? under.places
  if (!known) return undefined
  const owner = ([name]: Path): Vars =>
    name !== undefined && Object.hasOwn(over.value, name) ? over : under
  const find = (path: Path, kind: 'key' | 'value'): Place => {
    const { places, at } = owner(path)
    return places ? places[kind]([...at, ...path]) : known[kind]([])
  }
  return {
    key: path => find(path, 'key'),
    value: path => find(path, 'value'),
    inside(path, value, part) {
      const { places, at } = owner(path)
      return places?.inside?.([...at, ...path], value, part) ?? find(path, 'value')
    },
  }
}
