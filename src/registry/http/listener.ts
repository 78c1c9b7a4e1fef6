import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { Fault } from '../../base/fault.ts'
import type { Address, HttpConfig } from '../config/index.ts'
import { answerPlainHttp, refuseBroken } from './brokenRequests.ts'
import { refuseStrangers } from './clientCertificates.ts'
import { type Standing, standings } from './standing.ts'

export interface ListenOptions {
  readonly http: HttpConfig
  /** Which key of the configuration names the address, for the Fault. */
  readonly key?: string
  readonly tls: TlsOptions | undefined
  readonly onRequest: RequestListener
}

/** In bytes, of a request's first line and headers together. Long tokens fit. */
const LARGEST_HEAD = 16 * 1024
/** In milliseconds, between looks for requests whose head takes too long. */
const LONGEST_CHECK = 5000

/** Opens the port. Throws a Fault that names the key when it can't. */
export async function listen(options: ListenOptions): Promise<Server> {
  const { http, key = 'http.addr', tls, onRequest } = options
  const server = serverFor(http, tls)
  const standing = standings(server)
  limitTimes(server, http, standing)
  refuseBroken(server, standing)
  if (tls) answerPlainHttp(server)
  if (tls?.requestCert && http.tls) refuseStrangers(server, http.tls.clientauth)
  server.on('request', onRequest)
  // Whoever waits to be asked for the body is not asked before it is known that the body is wanted.
  server.on('checkContinue', onRequest)
  const { addr, net } = http
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(key, addr, error)))
    if (net === 'unix') server.listen({ path: addr.text }, resolve)
    else server.listen({ port: addr.port, host: addr.host }, resolve)
  })
  return server
}

/** The port that a server got; 0 for one that listens on a path. */
export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function serverFor({ timeouts, maxconnections }: HttpConfig, tls: TlsOptions | undefined): Server {
  const limits = {
    maxHeaderSize: LARGEST_HEAD,
    connectionsCheckingInterval: Math.min(LONGEST_CHECK, timeouts.headers / 2),
  }
  const server = tls
    ? createTlsServer({ ...tls, ...limits, handshakeTimeout: timeouts.headers })
    : createServer(limits)
  server.maxConnections = maxconnections
  // The head's size bounds their number, too; more than a fixed number would be dropped silently.
  server.maxHeadersCount = 0
  return server
}

function limitTimes(
  server: Server,
  { timeouts }: HttpConfig,
  standing: (socket: Socket) => Standing,
): void {
  // No limit for a whole request: a large push over a slow line takes hours. Silence is limited instead.
  server.requestTimeout = 0
  server.timeout = timeouts.idle
  server.headersTimeout = timeouts.headers
  // Clients keep connections for 90 s; closing first would race with their next request.
  server.keepAliveTimeout = timeouts.keepalive
  server.on('timeout', socket => {
    // It is not the client who says nothing while a large blob is made safe.
    if (standing(socket) === 'working') socket.setTimeout(timeouts.idle)
    else socket.destroy()
  })
}

function cannotListen(key: string, { text }: Address, error: NodeJS.ErrnoException): Fault {
  const why =
    error.code === 'EADDRINUSE'
      ? 'it is in use'
      : error.code === 'EACCES'
        ? 'not permitted'
        : error.message
  return new Fault(`config: ${key}: cannot listen on ${text}: ${why}`, { cause: error })
}
