import type { Config } from './config/index.ts'
import { listen, portOf, serveWith } from './http/index.ts'
import { type DebugParts, debugPages } from './observe/debugPages.ts'
import type { Log } from './observe/log.ts'

/** Opens the debug listener, if one is configured. Throws a Fault that names the key when it can't. */
export async function startDebug(
  { http }: Config,
  log: Log,
  parts: DebugParts,
): Promise<AsyncDisposable | undefined> {
  const { addr } = http.debug
  if (addr === undefined) return undefined
  const onRequest = serveWith(debugPages(parts), {
    observers: [],
    headers: {},
    isStopping: () => false,
  })
  const server = await listen({
    http: { ...http, addr, net: 'tcp' },
    key: 'http.debug.addr',
    tls: undefined,
    onRequest,
  })
  log.info(`debug server listening ${addr.text.replace(/:0$/, `:${portOf(server)}`)}`)
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
