import type { Place } from '../../base/fault.ts'
import type { Config } from '../config/index.ts'
import type { Letter } from './post.ts'

/** Which part of all workers one is. */
export interface Share {
  readonly index: number
  readonly count: number
}

/** What a worker needs to begin. Over the channel between the two, where nobody else can see it. */
export interface Order {
  readonly config: Config
  readonly share: Share
  /** The same in all workers, so that a client may go on with its TLS session at another one. */
  readonly ticketKeys: Buffer
  readonly instance: string
}

/** What the primary says. */
export type ToWorker =
  | { readonly kind: 'order'; readonly order: Order }
  /** Finish what runs; `cut`: don't. */
  | { readonly kind: 'stop'; readonly cut: boolean }
  | { readonly kind: 'letter'; readonly letter: Letter }

/** What a worker says. */
export type ToPrimary =
  | { readonly kind: 'ready' }
  | { readonly kind: 'listening'; readonly port: number }
  | {
      readonly kind: 'refused'
      readonly message: string
      readonly hint?: string
      readonly place?: Place
    }
  | { readonly kind: 'letter'; readonly letter: Letter }
