import type { Located } from '../../base/yaml.ts'

/** Variables of one origin. */
export interface Layer {
  /** Shown when someone asks where a value came from: `role defaults`, `host_vars/web1.yml`. */
  readonly name: string
  readonly vars: Located<Readonly<Record<string, unknown>>>
  /** The values are results, not source: text in them is never rendered. */
  readonly literal?: boolean
}

/** The variables that a task sees. Values are rendered when asked for, natively typed, and remembered. */
export interface Scope {
  /** Throws UndefinedFault for no such variable, PendingVariable for one whose task has not reported yet. */
  get(name: string): unknown
  has(name: string): boolean
  names(): readonly string[]
  /** This scope with a layer on top of all. */
  with(layer: Layer): Scope
}
