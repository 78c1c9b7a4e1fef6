/** Result fields as a play sees them under `register`. Plain JSON values only. */
export type Result = Readonly<Record<string, unknown>>

/** A difference to show. Texts, not paths. */
export interface Difference {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** How a task ended on one host. */
export type Outcome =
  | {
      readonly kind: 'ok' | 'changed'
      readonly result: Result
      readonly facts?: Result
      readonly differences?: readonly Difference[]
      /** The result is what the task is for (debug): printed whatever the verbosity. */
      readonly shown?: boolean
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly result: Result }
  | { readonly kind: 'skipped'; readonly reason: string; readonly result?: Result }
  | { readonly kind: 'unreachable'; readonly reason: string }
