import type { Readable } from 'node:stream'
import type { Fields } from '../observe/log.ts'

/** What a client sends with a request. */
export interface Body {
  /** How many bytes there will be; undefined where only the end will tell. */
  readonly length: number | undefined
  /** The bytes. A client that waits to be asked for them is asked now. Throws when the client goes away. */
  stream(): AsyncIterable<Uint8Array>
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
  /** Adds fields to the line that is logged for this request. */
  note(fields: Fields): void
}

/** What a handler answers. `respond` adds what all answers have in common. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  /** A stream needs a Content-Length of its own. */
  readonly body?: Uint8Array | Readable
}

/** Answers a request; throws OciError for what it refuses. */
export type Handler = (request: Request) => Promise<Reply>

/** Wraps a handler in a concern of its own. */
export type Middleware = (next: Handler) => Handler
