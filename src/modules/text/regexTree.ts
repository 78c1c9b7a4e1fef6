/** A regular expression as Python and JavaScript write it, taken apart. */
export type Node =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'group'; readonly number: number | undefined; readonly inner: Choice }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number }

/** First and last character. */
export type Range = readonly [string, string]

/** Alternatives, each a sequence. */
export type Choice = readonly (readonly Node[])[]

/** The whole: the tree and what it says of itself. */
export interface Regex {
  readonly choice: Choice
  readonly ignoreCase: boolean
  /** Some quantifier takes as little as it can. */
  readonly lazy: boolean
  /** Names of groups, with their numbers. */
  readonly names: ReadonlyMap<string, number>
}

/** What a class such as \d stands for. */
export const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [['0', '9']],
  w: [
    ['A', 'Z'],
    ['a', 'z'],
    ['0', '9'],
    ['_', '_'],
  ],
  s: [
    [' ', ' '],
    ['\t', '\t'],
    ['\r', '\r'],
    ['\f', '\f'],
    ['\v', '\v'],
  ],
}
