import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Sends bytes over a connection of its own, as they are, and resolves to all that came back once the server has closed it. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const socket = openRaw(url)
  // The server may close before it has read all.
  socket.on('error', () => undefined)
  // Half closed, so that the server ends the connection once it has answered.
  socket.end(bytes)
  return textOf(socket)
}

/** A connection to where a URL points. */
export function openRaw(url: string): Socket {
  const { hostname, port } = new URL(url)
  return connect({ host: hostname, port: Number(port), allowHalfOpen: true })
}

/** The status of the first answer in what a server sent; undefined where it sent none. */
export function statusIn(answer: string): number | undefined {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? []
  return status === undefined ? undefined : Number(status)
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}
