import { connect } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { AcceptConnection, RejectConnection, ServerChannel, TcpipRequestInfo } from 'ssh2'

/** Joins a direct-tcpip channel with what listens at its destination, resolved with the host's own names. */
export function forward(
  accept: AcceptConnection<ServerChannel>,
  reject: RejectConnection,
  { destIP, destPort }: TcpipRequestInfo,
  gone: AbortSignal,
): void {
  const socket = connect({ host: destIP, port: destPort, allowHalfOpen: true, noDelay: true })
  socket.once('error', reject)
  socket.once('connect', () => {
    socket.off('error', reject)
    const channel = accept()
    const close = (): void => {
      gone.removeEventListener('abort', close)
      socket.destroy()
      channel.close()
    }
    gone.addEventListener('abort', close)
    const inward = pipeline(channel, socket)
    // `end` of a server's channel closes it in both directions; the client may have more to send.
    const outward = pipeline(socket, channel, { end: false }).then(() => channel.eof())
    Promise.all([inward, outward]).then(close, close)
  })
}
