import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type SecureContextOptions, connect as startTls, type TLSSocket } from 'node:tls'
import { deferred } from './deferred.ts'
import { Fault, messageOf } from './fault.ts'

/** Opens a byte stream to a host and port, from wherever the caller wants to be. */
export type Connect = (host: string, port: number) => Promise<Duplex>

/** What to trust and who to be. */
export interface Tls extends SecureContextOptions {
  readonly servername?: string
  readonly rejectUnauthorized?: boolean
}

export interface Call {
  readonly method?: string
  readonly headers?: http.OutgoingHttpHeaders
  readonly body?: string | Uint8Array
  readonly tls?: Tls
  /** Without one the call is made from this machine. */
  readonly connect?: Connect | undefined
  readonly agent?: http.Agent | undefined
  /** For the whole exchange. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

const MOST_BYTES = 64 * 1024 * 1024

/**
 * One HTTP or HTTPS request and its whole answer, whatever the status. The connection is closed afterwards.
 * Throws a Fault naming the request and what went wrong with it: refused, not trusted, too late.
 */
export async function exchange(url: URL, call: Call = {}): Promise<Answer> {
  const milliseconds = call.milliseconds ?? 30_000
  const late = AbortSignal.timeout(milliseconds)
  const signal = call.signal ? AbortSignal.any([late, call.signal]) : late
  try {
    const stream = call.connect ? await reach(url, call.connect, signal) : undefined
    return await answerTo(url, call, stream, signal)
  } catch (error) {
    call.signal?.throwIfAborted()
    const what = late.aborted ? `no answer within ${milliseconds / 1000} s` : reasonOf(error)
    throw new Fault(`${call.method ?? 'GET'} ${url.origin}${url.pathname}: ${what}`, {
      cause: error,
    })
  }
}

async function reach(url: URL, connect: Connect, signal: AbortSignal): Promise<Duplex> {
  const opening = connect(hostOf(url), portOf(url))
  const { promise, reject } = deferred<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([opening, promise])
  } catch (error) {
    opening.then(
      stream => stream.destroy(),
      // Its failure is the error that is being thrown, or came too late to matter.
      () => {},
    )
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function answerTo(
  url: URL,
  call: Call,
  stream: Duplex | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = deferred<Answer>()
  const tls = { servername: isIP(hostOf(url)) ? '' : hostOf(url), ...call.tls }
  const secure = url.protocol === 'https:'
  const options = {
    method: call.method ?? 'GET',
    headers: { Connection: 'close', ...call.headers },
    signal,
    ...(secure ? tls : {}),
    ...(stream
      ? {
          createConnection: () => (secure ? secured(url, tls, stream) : stream),
        }
      : { agent: call.agent ?? false }),
  }
  const request = (secure ? https : http).request(url, options)
  request.on('error', reject)
  request.on('response', response => {
    collect(response).then(body => {
      stream?.destroy()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    }, reject)
  })
  request.end(call.body)
  return promise.finally(() => stream?.destroy())
}

function secured(url: URL, tls: Tls, stream: Duplex): TLSSocket {
  const socket = startTls({ ...tls, socket: stream, host: hostOf(url) })
  // One that fails may do so twice: for its own reason, which the request hears of, and because it is closed.
  socket.on('error', () => undefined)
  return socket
}

async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'no such host name',
  EHOSTUNREACH: 'no route to the host',
  ETIMEDOUT: 'no answer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate isn't signed by a trusted CA",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate isn't signed by a trusted CA",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate isn't signed by a trusted CA",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate isn't signed by a trusted CA",
  CERT_SIGNATURE_FAILURE: "its certificate isn't signed by the trusted CA of that name",
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: "its certificate isn't valid yet",
}

function reasonOf(error: unknown): string {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error)
}
