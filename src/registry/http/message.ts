import type { Readable } from 'node:stream'
import type { ClientCertificate } from '../auth/index.ts'
import type { Fields } from '../observe/log.ts'
import type { Inflow, Reading } from '../storage/driver.ts'
import type { Operation } from './operation.ts'

/** What a client sends with a request. */
export interface Body {
  /** How many bytes there will be; undefined where only the end will tell. */
  readonly length: number | undefined
  /** The bytes. A client that waits to be asked for them is asked now. Throws when the client goes away. */
  stream(): Inflow
}

/** A request, free of the server that received it. */
export interface Request {
  readonly method: string
  /** As it was sent: nothing is decoded or resolved. */
  readonly path: string
  readonly query: URLSearchParams
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly isSecure: boolean
  readonly body: Body
  /** What this request is called in the log and in what others are told of it. */
  readonly id: string
  /** Who sent it: `address:port`. */
  readonly sender: string
  /** The client's own certificate, if it showed one that could be verified. */
  readonly certificate: ClientCertificate | undefined
  /** Aborted when the client goes away before it has its answer. */
  readonly gone: AbortSignal
  /** Calls back once the answer is sent, or never will be. */
  whenAnswered(callback: () => void): void
  /** Says what is asked for, once that is known. */
  concerns(operation: Operation): void
  /** Adds fields to the line that is logged for this request. */
  note(fields: Fields): void
}

/** What a handler answers. `respond` adds what all answers have in common. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  /** Whatever is not in memory needs a Content-Length of its own. */
  readonly body?: Uint8Array | Reading | Readable
}

/** Answers a request; throws OciError for what it refuses. */
export type Handler = (request: Request) => Promise<Reply>

/** Wraps a handler in a concern of its own. */
export type Middleware = (next: Handler) => Handler
