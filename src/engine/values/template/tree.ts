import type { Helper } from '../helpers/helper.ts'
import type { Span } from '../source.ts'

/** A template as it is rendered: names resolved to where they are looked up, helpers found, arguments counted. */
export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | If
  | Each
  | With

export interface If {
  readonly kind: 'if'
  readonly condition: Expression
  /** 0 counts as true. */
  readonly includeZero: boolean
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export interface Each {
  readonly kind: 'each'
  readonly items: Expression
  /** Names for the item and its key or index. */
  readonly locals: readonly string[]
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export interface With {
  readonly kind: 'with'
  readonly value: Expression
  readonly locals: readonly string[]
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export type Expression = Literal | Reference | Call

interface Literal {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
  readonly span: Span
}

/** A path: where it starts, and the steps from there. */
export interface Reference {
  readonly kind: 'reference'
  readonly base: Base
  readonly steps: readonly string[]
  readonly span: Span
}

/**
 * `variables`: the first step is a variable's name. `item`: of the `up`-th block around (0 is the nearest).
 * `local`: a name given by `as |name|`. `loop`: `@index` and its like.
 */
export type Base =
  | { readonly kind: 'variables' }
  | { readonly kind: 'item'; readonly up: number }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'loop'; readonly name: LoopName; readonly up: number }

export const LOOP_NAMES = ['index', 'key', 'first', 'last'] as const
export type LoopName = (typeof LOOP_NAMES)[number]

export interface Call {
  readonly kind: 'call'
  readonly helper: Helper
  readonly args: readonly Expression[]
  readonly named: readonly (readonly [name: string, value: Expression])[]
  readonly span: Span
}
