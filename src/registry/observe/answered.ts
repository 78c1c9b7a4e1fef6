import type { Fields } from './log.ts'

/** What there is to tell of a request once it has been answered. */
export interface Answered {
  readonly method: string
  /** The version of HTTP: `1.1`. */
  readonly protocol: string
  /** What was asked for, as the router calls it (`getBlob`); undefined where it knew no answer. */
  readonly operation: string | undefined
  /** 499 when the client did not wait. */
  readonly status: number
  readonly milliseconds: number
  /** Until the answer began; undefined where there was none. */
  readonly millisecondsToAnswer: number | undefined
  /** Bytes of the bodies. */
  readonly received: number
  readonly sent: number
  /** For the log: what is known of request and response. Costs something to make, so it is asked for only where it is written. */
  fields(): Fields
}

/** Hears of every answered request: the log, the metrics. Must be cheap and never throw. */
export type Observer = (answered: Answered) => void
