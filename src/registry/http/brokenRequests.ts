import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Standing } from './standing.ts'

interface Refusal {
  readonly status: string
  readonly message: string
}

/** Without a body: it may follow a HEAD on its connection, whose answer has none. */
const MALFORMED = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: 'the request line and headers are too large',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    message: 'the request took too long to arrive',
  },
}

const PLAIN: Refusal = {
  status: '400 Bad Request',
  message: 'this port speaks HTTPS, and the request came without TLS',
}

/** Answers what never became a request, and closes its connection. */
export function refuseBroken(server: Server, standing: (socket: Duplex) => Standing): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = answerTo(error)
    // In the middle of an answer another one would be taken for a part of it.
    const canAnswer = socket.writable && standing(socket) !== 'sending'
    if (answer !== undefined && canAnswer) socket.end(answer)
    else socket.destroy()
  })
}

/** Undefined for a connection that broke, or never came to speak HTTP. */
function answerTo({ code = '' }: NodeJS.ErrnoException): string | undefined {
  const refusal = REFUSALS[code]
  if (refusal !== undefined) return answerOf(refusal)
  return code.startsWith('HPE_') ? MALFORMED : undefined
}

/** Tells clients who speak HTTP without TLS to a port with it what is wrong, instead of only closing the connection. */
export function answerPlainHttp(server: Server): void {
  const shaking = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    shaking.set(name, socket)
    socket.once('close', () => shaking.delete(name))
  })
  // First: the server itself closes the connection.
  server.prependListener('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const below = error.code === 'ERR_SSL_HTTP_REQUEST' ? shaking.get(nameOf(socket)) : undefined
    below?.write(answerOf(PLAIN))
  })
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

function answerOf({ status, message }: Refusal): string {
  const body = JSON.stringify({ errors: [{ code: 'UNSUPPORTED', message }] })
  return [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}
