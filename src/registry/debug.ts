import type { Config } from './config/index.ts'
import { listen, portOf, serveWith } from './http/index.ts'
import { debugPages } from './observe/debugPages.ts'
import type { HealthWatch } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics/metrics.ts'

export interface DebugOptions {
  readonly log: Log
  readonly metrics: Metrics | undefined
  readonly health: HealthWatch
  /** What to tell beside what Node knows of the process. */
  readonly about: Readonly<Record<string, string>>
}

/** Opens the debug listener, if one is configured. Throws a Fault that names the key when it can't. */
export async function startDebug(
  { http }: Config,
  { log, metrics, health, about }: DebugOptions,
): Promise<AsyncDisposable> {
  const { addr, prometheus } = http.debug
  if (addr === undefined) return { [Symbol.asyncDispose]: async () => undefined }
  const { enabled, path } = prometheus
  const pages = debugPages({
    failing: health.failing,
    about,
    metrics: enabled ? metrics && { path, page: () => metrics.page() } : undefined,
  })
  const onRequest = serveWith(pages, {
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
