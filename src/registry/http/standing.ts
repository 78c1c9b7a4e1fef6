import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Where a connection stands with its latest request. */
export type Standing = 'receiving' | 'working' | 'sending' | 'done'

/** Tells of a server's connections where they stand. */
export function standings(server: Server): (socket: Duplex) => Standing {
  const last = new WeakMap<Duplex, ServerResponse<IncomingMessage>>()
  const remember = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    last.set(socket, response)
  }
  server.on('request', remember).on('checkContinue', remember)
  return socket => {
    const response = last.get(socket)
    if (response === undefined || response.writableFinished) return 'done'
    if (response.headersSent) return 'sending'
    return response.req.complete ? 'working' : 'receiving'
  }
}
