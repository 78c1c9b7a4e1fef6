import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answered } from '../observe/answered.ts'
import type { Fields } from '../observe/log.ts'

/** One request of a Node server and its answer, and what there is to tell of them. Whatever costs something is made when asked for. */
export class Exchange implements Answered {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** `address:port` of the client. */
  readonly sender: string
  operation: string | undefined
  /** What will be told unless an answer is sent. */
  status = 499
  milliseconds = 0
  received = 0
  sent = 0
  readonly #start = performance.now()
  #notes: Fields[] | undefined
  #id: string | undefined

  constructor(message: IncomingMessage, response: ServerResponse) {
    this.message = message
    this.response = response
    // Now: a connection that broke doesn't tell any more.
    const { remoteAddress, remotePort } = message.socket
    this.sender = `${remoteAddress}:${remotePort}`
  }

  get method(): string {
    return this.message.method ?? ''
  }

  get id(): string {
    this.#id ??= randomUUID()
    return this.#id
  }

  note(fields: Fields): void {
    this.#notes ??= []
    this.#notes.push(fields)
  }

  /** The answer is out, or will never be. */
  end(): void {
    this.milliseconds = performance.now() - this.#start
  }

  fields(): Fields {
    const { headers, method, url } = this.message
    return Object.assign(
      {
        'http.request.id': this.id,
        'http.request.method': method,
        'http.request.host': headers.host,
        // The state is as good as a password for its upload.
        'http.request.uri': url?.replace(/([?&]_state=)[^&]*/g, '$1***'),
        'http.request.remoteaddr': this.sender,
        'http.request.useragent': headers['user-agent'],
      },
      ...(this.#notes ?? []),
      {
        'http.response.status': this.status,
        'http.response.duration': `${this.milliseconds.toFixed(1)}ms`,
        'http.response.written': this.sent,
      },
    )
  }
}
