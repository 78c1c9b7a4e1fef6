import { Fault } from '../../src/base/fault.ts'
import { type Located, parseYaml } from '../../src/base/yaml.ts'
import type { Layer } from '../../src/engine/inventory/index.ts'

/** A layer of variables written in YAML, with their places. */
export function layerOf(yaml: string, name = 'vars.yml'): Layer {
  const { value, places } = parseYaml(yaml, name)
  return { name, vars: { value: (value ?? {}) as Record<string, unknown>, at: [], places } }
}

/** A value written in YAML, with its place. */
export function located(yaml: string, file = 'play.yml'): Located {
  const { value, places } = parseYaml(yaml, file)
  return { value, at: [], places }
}

/** The Fault that a function throws; fails when it throws none. */
export function faultOf(run: () => unknown): Fault {
  let value: unknown
  try {
    value = run()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error(`expected a Fault, got ${JSON.stringify(value)}`)
}

/** `file:line:column` of a fault. */
export function positionOf({ place }: Fault): string {
  return place ? `${place.file}:${place.line}:${place.column}` : 'nowhere'
}
