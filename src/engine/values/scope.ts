import type { Layer } from '../inventory/index.ts'

/** The variables that a task sees. Values are rendered when asked for, natively typed, and remembered. */
export interface Scope {
  /** Throws UndefinedFault for no such variable, PendingVariable for one whose task has not reported yet. */
  get(name: string): unknown
  has(name: string): boolean
  names(): readonly string[]
  /** This scope with a layer on top of all. */
  with(layer: Layer): Scope
}
