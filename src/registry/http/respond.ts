import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OciError } from '../oci/index.ts'
import type { Exchange } from './exchange.ts'
import { json } from './json.ts'
import type { Reply } from './message.ts'
import { pour } from './pour.ts'

export interface RespondOptions {
  /** Headers of every answer, as configured. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** True once the server takes no more requests: clients are told to go elsewhere. */
  readonly isStopping: () => boolean
}

/** Sends an answer. Throws when the client goes away. */
export type Respond = (exchange: Exchange, reply: Reply) => Promise<void>

/** A refused body up to this size is read to its end, so that the connection stays usable. */
const DRAINED_SIZE = 64 * 1024
/** A larger one is read a little longer: closing at once would make the client lose the answer. */
const DRAINED_FOR = 1000

/** Makes the only writer of headers. */
export function responder({ headers, isStopping }: RespondOptions): Respond {
  const common = lists({ ...headers, 'Docker-Distribution-Api-Version': ['registry/2.0'] })
  return async function respond(exchange, reply) {
    const { message, response } = exchange
    if (message.socket.destroyed) {
      release(reply)
      throw new Error('the client went away')
    }
    const isAbandoned = hasUnreadBody(message)
    const closing = isAbandoned || isStopping() ? CLOSING : undefined
    response.writeHead(reply.status, {
      ...common,
      ...lengthOf(reply),
      ...reply.headers,
      ...closing,
    })
    exchange.begin(reply)
    const content = message.method === 'HEAD' ? release(reply) : reply.body
    return isAbandoned ? endAfterDrain(exchange, content) : send(exchange, content)
  }
}

/** An error as an answer. */
export function errorReply(error: OciError): Reply {
  return json(error, { status: error.status, headers: error.headers })
}

const CLOSING = { Connection: 'close' }
const EMPTY = { 'Content-Length': 0 }
const WITHOUT_BODY = new Set([204, 304])

function lengthOf({ status, body }: Reply): typeof EMPTY | undefined {
  return body === undefined && !WITHOUT_BODY.has(status) ? EMPTY : undefined
}

/** What `writeHead` takes; a list is sent as several headers. */
function lists(headers: Readonly<Record<string, readonly string[]>>): OutgoingHttpHeaders {
  const entries = Object.entries(headers)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.length === 1 ? values[0] : [...values]]),
  )
}

type Content = NonNullable<Reply['body']>

/** Closes what will not be sent. */
function release({ body }: Reply): undefined {
  if (body instanceof Readable) body.destroy()
  else if (body !== undefined && !(body instanceof Uint8Array)) body.close()
}

function send(exchange: Exchange, content: Content | undefined): Promise<void> | void {
  if (content instanceof Readable) return sendStream(exchange, content)
  if (content !== undefined && !(content instanceof Uint8Array)) {
    return pour(content, exchange.response, bytes => {
      exchange.sent += bytes
    })
  }
  exchange.sent = content?.length ?? 0
  exchange.response.end(content)
}

async function sendStream(exchange: Exchange, content: Readable): Promise<void> {
  content.on('data', chunk => {
    exchange.sent += chunk.length
  })
  await pipeline(content, exchange.response)
}

/** The client gets its answer at once, but the connection lasts until it had time to read it. */
async function endAfterDrain(exchange: Exchange, content: Content | undefined): Promise<void> {
  const { message, response } = exchange
  response.flushHeaders()
  if (content instanceof Uint8Array) {
    exchange.sent = content.length
    response.write(content)
  }
  await drain(message)
  if (content === undefined || content instanceof Uint8Array) response.end()
  else await send(exchange, content)
}

/** True where so much of the request is still to come that reading it all would be a waste. */
function hasUnreadBody(message: IncomingMessage): boolean {
  if (message.complete || message.readableEnded) return false
  if (message.headers['transfer-encoding'] !== undefined) return true
  return Number(message.headers['content-length'] ?? 0) > DRAINED_SIZE
}

/** Reads on until the request ends, the client goes away, or it has been long enough. */
async function drain(message: IncomingMessage): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, DRAINED_FOR)
    message.once('end', resolve).once('close', resolve).once('error', resolve)
    message.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
    message.resume()
  })
}
