import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OciError } from '../oci/index.ts'
import { json } from './json.ts'
import type { Reply } from './message.ts'

export interface RespondOptions {
  /** Headers of every answer, as configured. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** True once the server takes no more requests: clients are told to go elsewhere. */
  readonly isStopping: () => boolean
}

/** A refused body up to this size is read to its end, so that the connection stays usable. */
const DRAINED_SIZE = 64 * 1024
/** A larger one is read a little longer: closing at once would make the client lose the answer. */
const DRAINED_FOR = 1000

/** Sends an answer; the only writer of headers. Throws when the client goes away. */
export async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  { headers, isStopping }: RespondOptions,
): Promise<void> {
  const isAbandoned = hasUnreadBody(message)
  for (const [name, values] of Object.entries(headers)) response.setHeader(name, values)
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0')
  if (isAbandoned || isStopping()) response.setHeader('Connection', 'close')
  response.writeHead(reply.status, withLength(reply))
  const content = message.method === 'HEAD' ? undefined : reply.body
  if (content instanceof Readable) {
    await pipeline(content, response)
  } else if (isAbandoned) {
    response.flushHeaders()
    if (content !== undefined) response.write(content)
    await drain(message)
    response.end()
  } else {
    response.end(content)
  }
}

const WITHOUT_BODY = new Set([204, 304])

function withLength({ status, headers, body }: Reply): OutgoingHttpHeaders {
  const isEmpty = body === undefined && !WITHOUT_BODY.has(status)
  return isEmpty ? { 'Content-Length': 0, ...headers } : { ...headers }
}

/** An error as an answer. */
export function errorReply(error: OciError): Reply {
  return json(error, { status: error.status, headers: error.headers })
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
