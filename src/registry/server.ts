import type { Server } from 'node:http'
import { accessFor } from './auth/index.ts'
import { type Config, unservable, type ValidationConfig } from './config/index.ts'
import {
  healthGate,
  listen,
  loadTls,
  portOf,
  readOnlyGate,
  registryApp,
  serveWith,
  uploadStates,
} from './http/index.ts'
import { answerLog } from './observe/answerLog.ts'
import { watchHealth } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import { type ManifestRules, needsChild } from './oci/index.ts'
import {
  blobsIn,
  type Driver,
  manifestsIn,
  openDriver,
  referrersIn,
  remembering,
  repositoriesIn,
  secretIn,
  tagsIn,
  uploadsIn,
} from './storage/index.ts'

/** A registry that serves. */
export interface RunningRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:5000`, without a slash at the end; for a registry on all addresses, the loopback one. */
  readonly url: string
  readonly port: number
  /** Takes no more requests, lets running ones finish up to `http.draintimeout`, then cuts them. */
  close(): Promise<void>
}

export interface StartOptions {
  /** Keeps everything, in place of the driver that is configured. */
  readonly driver?: Driver
}

/** How many bytes of small objects a process keeps in memory. */
const REMEMBERED = 32 * 1024 * 1024

/** Builds the daemon that a configuration describes and opens its port. Throws a Fault that names the key of what can't work. */
export async function startRegistry(
  config: Config,
  log: Log,
  options: StartOptions = {},
): Promise<RunningRegistry> {
  const refused = unservable(config)
  if (refused) throw refused
  const { http } = config
  const rules = manifestRules(config.validation)
  const tls = await loadTls(http.tls)
  const access = accessFor(config.auth, log)
  const driver = remembering(options.driver ?? (await openDriver(config.storage)), REMEMBERED)
  const blobs = blobsIn(driver)
  const tags = tagsIn(driver)
  const referrers = referrersIn(driver, tags)
  const app = registryApp({
    urls: { ...http, prefix: http.prefix.slice(0, -1) },
    limits: { tags: config.tags.maxtags, repositories: config.catalog.maxentries },
    rules,
    deletes: config.storage.delete.enabled,
    happened: () => undefined,
    access,
    blobs,
    tags,
    manifests: manifestsIn(driver, {
      blobs,
      tags,
      referrers,
      needsChild: child => needsChild(rules, child),
    }),
    referrers,
    repositories: repositoriesIn(driver),
    uploads: uploadsIn(driver, blobs),
    states: uploadStates(http.secret ?? (await secretIn(driver))),
  })
  const health = watchHealth(config.health, driver, log)
  const readOnly = readOnlyGate(config.storage.maintenance.readonly.enabled)
  const handler = healthGate(health.isHealthy)(readOnly(app))
  let stopping: Promise<void> | undefined
  const onRequest = serveWith(handler, {
    observers: [answerLog(log)],
    headers: http.headers,
    isStopping: () => stopping !== undefined,
  })
  const server = await listen({ address: http.addr, tls, onRequest })
  const port = portOf(server)
  log.info(`listening on ${http.addr.text.replace(/:0$/, `:${port}`)}${tls ? ', tls' : ''}`)
  const close = (): Promise<void> => {
    health[Symbol.dispose]()
    stopping ??= stop(server, http.draintimeout)
    return stopping
  }
  const url = `${tls ? 'https' : 'http'}://${hostIn(http.addr.host)}:${port}`
  return { url, port, close, [Symbol.asyncDispose]: close }
}

function manifestRules({ disabled, manifests }: ValidationConfig): ManifestRules {
  const { urls, indexes } = manifests
  if (disabled) return { urls: { allow: [/^/], deny: [] }, children: 'none' }
  const patterns = (texts: readonly string[]) => texts.map(text => new RegExp(text))
  return {
    urls: { allow: patterns(urls.allow), deny: patterns(urls.deny) },
    children: indexes.platforms === 'list' ? indexes.platformlist : indexes.platforms,
  }
}

async function stop(server: Server, draintimeout: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), draintimeout)
  await new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(cut)
}

function hostIn(host: string | undefined): string {
  const isWildcard = host === undefined || host === '0.0.0.0' || host === '::'
  const named = isWildcard ? '127.0.0.1' : host
  return named.includes(':') ? `[${named}]` : named
}
