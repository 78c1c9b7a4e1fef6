import type { Layer } from '../inventory/index.ts'

/** Values that are results, as a layer: text in them is never rendered. */
export function literal(name: string, value: Readonly<Record<string, unknown>>): Layer {
  return { name, vars: { value, at: [] }, literal: true }
}
