import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { Fault } from '../../base/fault.ts'
import type { Remote } from '../../engine/module/index.ts'
import { closeQuietly, withinSeconds } from './deadline.ts'
import type { Identity } from './uriIdentity.ts'

/** One request as it goes out. */
export interface Question {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly identity: Identity
  /** How long the connection may take. */
  readonly seconds: number
}

export interface Answer {
  readonly head: IncomingMessage
  readonly body: Buffer
}

/** More would not belong into a result. */
const ANSWER_LIMIT = 16 * 1024 * 1024

/** One request over a connection of its own, made from the host. */
export async function exchange(
  question: Question,
  remote: Remote,
  signal: AbortSignal,
): Promise<Answer> {
  const socket = await open(question, remote, signal)
  try {
    return await converse(question, socket, signal)
  } finally {
    closeQuietly(socket)
  }
}

async function open(
  { url, seconds, identity }: Question,
  remote: Remote,
  signal: AbortSignal,
): Promise<Duplex> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const connection = await withinSeconds(seconds, remote.connect(host, port))
  if (!connection) throw new Fault(`no connection to ${host}:${port} within ${seconds} seconds`)
  return url.protocol === 'https:' ? secured(connection, { host, identity, signal }) : connection
}

async function secured(
  socket: Duplex,
  { host, identity, signal }: { host: string; identity: Identity; signal: AbortSignal },
): Promise<TLSSocket> {
  const { ca, cert, key, validate } = identity
  const secure = connect({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key }),
    rejectUnauthorized: validate,
  })
  // One that fails may do so twice: for its own reason, and because it is closed.
  secure.on('error', () => undefined)
  try {
    await once(secure, 'secureConnect', { signal })
  } catch (error) {
    closeQuietly(socket)
    throw error
  }
  return secure
}

async function converse(
  { method, url, headers, body }: Question,
  socket: Duplex,
  signal: AbortSignal,
): Promise<Answer> {
  const asking = request({
    createConnection: () => socket,
    method,
    path: url.pathname + url.search,
    headers: { host: url.host, connection: 'close', ...headers },
    signal,
  })
  asking.end(body)
  const [head] = (await once(asking, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of head) {
    chunks.push(chunk)
    size += chunk.length
    if (size > ANSWER_LIMIT) throw new Fault('the answer is longer than 16 MiB')
  }
  return { head, body: Buffer.concat(chunks) }
}
