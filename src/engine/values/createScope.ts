import { Fault } from '../../base/fault.ts'
import { below, placeOf } from '../../base/yaml.ts'
import type { Layer } from '../inventory/index.ts'
import { undefinedVariable } from './fault.ts'
import { OMIT } from './omit.ts'
import { PendingVariable } from './pending.ts'
import { render } from './render.ts'
import type { Scope } from './scope.ts'
import { variablesOf } from './variables.ts'

export interface ScopeOptions {
  /** Names above all layers. One that gives undefined is not defined now. */
  readonly magic?: Readonly<Record<string, () => unknown>>
  /** Names that a task under way is going to define. */
  readonly pending?: ReadonlySet<string>
}

/**
 * The variables of these layers, low to high. A value is rendered when first asked for, through whatever variables it
 * names, and then remembered. `omit` and `vars` are always there.
 */
export function createScope(layers: readonly Layer[], options: ScopeOptions = {}): Scope {
  const magic = {
    omit: () => OMIT,
    vars: () => variablesOf(scope),
    ...options.magic,
  } as Readonly<Record<string, () => unknown>>
  const values = new Map<string, unknown>()
  const underway: string[] = []

  const scope: Scope = {
    get(name) {
      if (values.has(name)) return values.get(name)
      const value = magicValue(name) ?? layerValue(name)
      values.set(name, value)
      return value
    },
    has: name =>
      values.has(name) ||
      magicValue(name) !== undefined ||
      options.pending?.has(name) === true ||
      layerWith(name) !== undefined,
    names: () => [
      ...new Set([
        ...Object.keys(magic),
        ...(options.pending ?? []),
        ...layers.flatMap(layer => Object.keys(layer.vars.value)),
      ]),
    ],
    with: layer =>
      createScope([...layers, layer], {
        ...options,
        pending: without(options.pending, Object.keys(layer.vars.value)),
      }),
  }
  return scope

  function magicValue(name: string): unknown {
    const value = Object.hasOwn(magic, name) ? magic[name]?.() : undefined
    if (value !== undefined) values.set(name, value)
    return value
  }

  function layerWith(name: string): Layer | undefined {
    return layers.findLast(layer => Object.hasOwn(layer.vars.value, name))
  }

  function layerValue(name: string): unknown {
    if (options.pending?.has(name)) throw new PendingVariable(name)
    const layer = layerWith(name)
    if (!layer) throw undefinedVariable(name, scope.names())
    if (layer.literal) return layer.vars.value[name]
    const located = below(layer.vars, name)
    if (underway.includes(name)) {
      const circle = [...underway.slice(underway.indexOf(name)), name]
      throw new Fault(`variables refer to each other in a circle: ${circle.join(' → ')}`, {
        place: placeOf(located),
      })
    }
    underway.push(name)
    try {
      return render(located, scope)
    } finally {
      underway.pop()
    }
  }
}

function without(
  names: ReadonlySet<string> | undefined,
  taken: readonly string[],
): ReadonlySet<string> {
  return new Set([...(names ?? [])].filter(name => !taken.includes(name)))
}
