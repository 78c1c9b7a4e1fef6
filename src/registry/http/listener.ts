import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Fault } from '../../base/fault.ts'
import type { Address } from '../config/index.ts'

/** A certificate and its key, ready to be used. */
export interface TlsMaterial {
  readonly cert: Buffer
  readonly key: Buffer
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
}

export interface ListenOptions {
  readonly address: Address
  readonly tls: TlsMaterial | undefined
  readonly onRequest: RequestListener
}

/** AES-128 first: it costs the least CPU of those that are safe. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE+AESGCM',
  'ECDHE+CHACHA20',
].join(':')

/** How long a connection may say nothing in the middle of a request. */
const IDLE_TIMEOUT = 5 * 60_000
/** Clients keep connections for 90 s; closing first would race with their next request. */
const KEEP_ALIVE_TIMEOUT = 95_000
const HEADERS_TIMEOUT = 60_000
const MOST_CONNECTIONS = 4096

/** Opens the port. Throws a Fault that names the key when it can't. */
export async function listen({ address, tls, onRequest }: ListenOptions): Promise<Server> {
  const server = tls
    ? createTlsServer({ ...tls, ciphers: CIPHERS, honorCipherOrder: true })
    : createServer()
  // No limit for a whole request: a large push over a slow line takes hours. Silence is limited instead.
  server.requestTimeout = 0
  server.timeout = IDLE_TIMEOUT
  server.headersTimeout = HEADERS_TIMEOUT
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT
  server.maxConnections = MOST_CONNECTIONS
  server.on('request', onRequest)
  // Whoever waits to be asked for the body is not asked before it is known that the body is wanted.
  server.on('checkContinue', onRequest)
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(address, error)))
    server.listen({ port: address.port, host: address.host }, resolve)
  })
  return server
}

/** The port that a server got. */
export function portOf(server: Server): number {
  // Never a pipe's name, as it listens on a port.
  return (server.address() as AddressInfo).port
}

function cannotListen({ text }: Address, error: NodeJS.ErrnoException): Fault {
  const why =
    error.code === 'EADDRINUSE'
      ? 'it is in use'
      : error.code === 'EACCES'
        ? 'not permitted'
        : error.message
  return new Fault(`config: http.addr: cannot listen on ${text}: ${why}`, { cause: error })
}
