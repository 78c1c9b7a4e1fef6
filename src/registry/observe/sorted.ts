import type { Fields } from './log.ts'

export type Value = string | number | boolean

/**
 * The fields of several layers that have a value, by name; those of later layers hide those of earlier ones. Each line that is
 * logged comes through here: to make one object of all layers would cost more than the rest of the line.
 */
export function sorted(...layers: readonly Fields[]): [name: string, value: Value][] {
  const names: string[] = []
  for (const [depth, layer] of layers.entries()) {
    for (const name of Object.keys(layer)) {
      if (layer[name] !== undefined && !isHidden(name, layers, depth)) names.push(name)
    }
  }
  return names.sort().map(name => [name, valueIn(name, layers)])
}

function isHidden(name: string, layers: readonly Fields[], depth: number): boolean {
  for (let above = depth + 1; above < layers.length; above += 1) {
    if (layers[above]?.[name] !== undefined) return true
  }
  return false
}

function valueIn(name: string, layers: readonly Fields[]): Value {
  for (let depth = layers.length - 1; depth >= 0; depth -= 1) {
    const value = layers[depth]?.[name]
    if (value !== undefined) return value
  }
  return ''
}
