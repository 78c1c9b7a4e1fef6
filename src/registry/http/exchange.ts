import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answered } from '../observe/answered.ts'
import type { Fields } from '../observe/log.ts'
import type { OciError } from '../oci/index.ts'
import type { Reply } from './message.ts'
import type { Operation } from './operation.ts'
import { errorFields, operationFields, requestFields } from './requestFields.ts'

/** Who came over a socket of the file system. */
const NAMELESS = '@'

/** One request of a Node server and its answer, and what there is to tell of them. Whatever costs something is made when asked for. */
export class Exchange implements Answered {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** `address:port` of the client, where it has one. */
  readonly sender: string
  subject: Operation | undefined
  /** What will be told unless an answer is sent. */
  status = 499
  milliseconds = 0
  millisecondsToAnswer: number | undefined
  received = 0
  sent = 0
  readonly #start = performance.now()
  #notes: Fields[] | undefined
  #refusal: { readonly error: OciError; readonly thrown: unknown } | undefined
  #fields: Fields | undefined
  #contentType: string | number | undefined
  #id: string | undefined
  #gone: AbortController | undefined
  #endings: (() => void)[] | undefined

  constructor(message: IncomingMessage, response: ServerResponse) {
    this.message = message
    this.response = response
    // Now: a connection that broke doesn't tell any more.
    const { remoteAddress, remotePort } = message.socket
    this.sender = remoteAddress === undefined ? NAMELESS : `${remoteAddress}:${remotePort}`
  }

  get method(): string {
    return this.message.method ?? ''
  }

  get protocol(): string {
    return this.message.httpVersion
  }

  get operation(): string | undefined {
    return this.subject?.kind
  }

  get id(): string {
    this.#id ??= randomUUID()
    return this.#id
  }

  note(fields: Fields): void {
    this.#notes ??= []
    this.#notes.push(fields)
  }

  /** Remembers why the answer is an error. */
  refuse(error: OciError, thrown: unknown): void {
    this.#refusal = { error, thrown }
  }

  /** The answer begins. */
  begin({ headers }: Reply): void {
    this.#contentType = headers?.['Content-Type']
    this.millisecondsToAnswer = performance.now() - this.#start
  }

  /** Made when asked for: few requests have to know. */
  get gone(): AbortSignal {
    if (this.#gone === undefined) {
      const gone = new AbortController()
      const { socket } = this.message
      const leave = (): void => gone.abort()
      if (socket.destroyed) leave()
      socket.once('close', leave)
      this.whenAnswered(() => socket.off('close', leave))
      this.#gone = gone
    }
    return this.#gone.signal
  }

  whenAnswered(callback: () => void): void {
    this.#endings ??= []
    this.#endings.push(callback)
  }

  /** The answer is out, or will never be. */
  end(): void {
    this.milliseconds = performance.now() - this.#start
    for (const ending of this.#endings ?? []) ending()
  }

  fields(): Fields {
    this.#fields ??= this.#allFields()
    return this.#fields
  }

  #allFields(): Fields {
    return Object.assign(
      { 'http.request.id': this.id, 'http.request.remoteaddr': this.sender },
      requestFields(this.message),
      this.subject && operationFields(this.subject),
      ...(this.#notes ?? []),
      this.#refusal && errorFields(this.#refusal.error, this.#refusal.thrown),
      {
        'http.response.status': this.status,
        'http.response.contenttype': this.#contentType,
        'http.response.duration': `${this.milliseconds.toFixed(1)}ms`,
        'http.response.written': this.sent,
      },
    )
  }
}
