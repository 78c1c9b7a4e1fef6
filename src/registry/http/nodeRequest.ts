import type { IncomingMessage } from 'node:http'
import type { ClientCertificate } from '../auth/index.ts'
import type { Fields } from '../observe/log.ts'
import type { Exchange } from './exchange.ts'
import type { Body, Request } from './message.ts'
import { NodeBody } from './nodeBody.ts'
import type { Operation } from './operation.ts'
import { peerCertificate } from './peerCertificate.ts'

/** What a Node server received, as handlers know it. */
export class NodeRequest implements Request {
  readonly path: string
  readonly #exchange: Exchange
  readonly #queryText: string
  #query: URLSearchParams | undefined
  #body: Body | undefined

  constructor(exchange: Exchange) {
    const url = exchange.message.url ?? ''
    const mark = url.indexOf('?')
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.#queryText = mark < 0 ? '' : url.slice(mark + 1)
    this.#exchange = exchange
  }

  get method(): string {
    return this.#exchange.method
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#queryText)
    return this.#query
  }

  get headers(): Readonly<Record<string, string | undefined>> {
    return headersOf(this.#exchange.message)
  }

  get isSecure(): boolean {
    return 'encrypted' in this.#exchange.message.socket
  }

  get body(): Body {
    this.#body ??= new NodeBody(this.#exchange)
    return this.#body
  }

  get id(): string {
    return this.#exchange.id
  }

  get sender(): string {
    return this.#exchange.sender
  }

  get certificate(): ClientCertificate | undefined {
    return peerCertificate(this.#exchange.message.socket)
  }

  get gone(): AbortSignal {
    return this.#exchange.gone
  }

  whenAnswered(callback: () => void): void {
    this.#exchange.whenAnswered(callback)
  }

  concerns(operation: Operation): void {
    this.#exchange.subject = operation
  }

  note(fields: Fields): void {
    this.#exchange.note(fields)
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  // Only Set-Cookie would be a list, and clients don't send it.
  return headers as Record<string, string | undefined>
}
