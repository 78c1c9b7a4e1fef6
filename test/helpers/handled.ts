import { once } from 'node:events'
import { Readable } from 'node:stream'
import { listen, portOf, serveWith } from '../../src/registry/http/index.ts'
import type { Handler, Reply } from '../../src/registry/http/message.ts'
import { configOf } from '../../src/registry/index.ts'

/** A server of nothing but one handler. */
export interface Handled extends AsyncDisposable {
  readonly url: string
  /** The status of each answer, once it is sent or will never be. */
  readonly statuses: readonly number[]
}

export interface HandledOptions {
  /** `http.timeouts`, as a configuration spells them. */
  readonly timeouts?: Readonly<Record<string, string>>
}

/** Serves by a handler at a port of the loopback. */
export async function handled(
  handler: Handler,
  { timeouts = {} }: HandledOptions = {},
): Promise<Handled> {
  const { http } = configOf({
    version: '0.1',
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0', timeouts },
  })
  const statuses: number[] = []
  const onRequest = serveWith(handler, {
    observers: [({ status }) => statuses.push(status)],
    headers: {},
    isStopping: () => false,
  })
  const server = await listen({ http, tls: undefined, onRequest })
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    statuses,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** An answer that begins and never ends. */
export function unfinished(): Reply {
  const body = new Readable({ read: () => undefined })
  body.push('the beginning')
  return { status: 200, headers: { 'Content-Length': 1000 }, body }
}

/** An answer of more bytes than fit between a server and a client that does not read. */
export function endless(): Reply {
  const piece = Buffer.alloc(256 * 1024)
  const body = new Readable({
    read() {
      this.push(piece)
    },
  })
  return { status: 200, headers: { 'Content-Length': 2 ** 40 }, body }
}
