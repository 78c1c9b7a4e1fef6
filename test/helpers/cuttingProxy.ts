import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a port that breaks after so many bytes in one direction. */
export interface CuttingProxy {
  readonly port: number
  /** Bytes passed so far, from the client and to it. */
  passed(): { readonly up: number; readonly down: number }
  /** Breaks the way once this many more bytes have passed. */
  cutAfter(direction: 'up' | 'down', bytes: number): void
  stop(): Promise<void>
}

export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const passed = { up: 0, down: 0 }
  const limits = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY }
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const pass = (direction: 'up' | 'down', from: Socket, to: Socket): void => {
    from.on('data', (bytes: Buffer) => {
      const room = limits[direction] - passed[direction]
      passed[direction] += Math.min(bytes.length, room)
      if (bytes.length < room) to.write(bytes)
      // What was let through arrives; then there is silence and an end.
      else to.write(bytes.subarray(0, room), cut)
    })
  }
  const server = createServer({ noDelay: true }, client => {
    const upstream = connect({ host: '127.0.0.1', port: target, noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    pass('up', client, upstream)
    pass('down', upstream, client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => ({ ...passed }),
    cutAfter: (direction, bytes) => {
      limits[direction] = passed[direction] + bytes
    },
    async stop() {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
