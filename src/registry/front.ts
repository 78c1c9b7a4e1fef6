import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { accessFor } from './auth/index.ts'
import type { Config, ValidationConfig } from './config/index.ts'
import {
  healthGate,
  limiter,
  listen,
  loadTls,
  manifestKeyFor,
  metricsGate,
  portOf,
  readOnlyGate,
  registryApp,
  reloadTls,
  schema1,
  serveWith,
  tokenGate,
  uploadStates,
} from './http/index.ts'
import type { Notifications } from './notifications.ts'
import { type Notifier, notifierFor } from './notify/index.ts'
import type { Observer } from './observe/answered.ts'
import { healthHeard } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import { measuredDriver } from './observe/measuredDriver.ts'
import type { Metrics } from './observe/metrics/metrics.ts'
import { requestLog } from './observe/requestLog.ts'
import { type ManifestRules, needsChild } from './oci/index.ts'
import {
  blobsIn,
  type Driver,
  manifestKeyIn,
  manifestsIn,
  openDriver,
  referrersIn,
  remembering,
  repositoriesIn,
  secretIn,
  signaturesIn,
  tagsIn,
  tokenKeyIn,
  uploadsIn,
} from './storage/index.ts'
import type { Share } from './workers/messages.ts'
import type { Peers } from './workers/peers.ts'

/** The part of a registry that answers requests; there is one in each process that serves. */
export interface RunningFront {
  readonly port: number
  /** Takes no more requests, lets running ones finish up to `http.draintimeout`, or cuts them. May be called again to cut. */
  close(options?: { readonly cut: boolean }): Promise<void>
}

export interface FrontOptions {
  readonly log: Log
  /** Hear of each answered request; the log alone, unless others are named. */
  readonly observers?: readonly Observer[]
  /** Counts what there is to count, where metrics are offered. */
  readonly metrics?: Metrics | undefined
  readonly notifications: Notifications
  /** Which run of the daemon it is part of. */
  readonly instance: string
  readonly peers: Peers
  readonly share: Share
  readonly ticketKeys?: Buffer
  /** Keeps everything, in place of the driver that is configured. */
  readonly driver?: Driver | undefined
}

/** How many bytes of small objects a process keeps in memory. */
const REMEMBERED = 32 * 1024 * 1024

/** Builds what a configuration describes and opens its port. Throws a Fault that names the key of what can't work. */
export async function startFront(config: Config, options: FrontOptions): Promise<RunningFront> {
  const { http } = config
  const { log, share, ticketKeys, metrics, observers = [requestLog(log)] } = options
  const tls = await loadTls(http.tls)
  const notifier = notifierOf(config, options)
  const { app, tokens } = await appOf(config, options, notifier)
  const failing = healthHeard(options.peers)
  const limit = limiter(config.openshift.requests, share)
  const readOnly = readOnlyGate(config.storage.maintenance.readonly.enabled)
  const measured = metricsGate(config.openshift.metrics, metrics)
  const isHealthy = (): boolean => Object.keys(failing()).length === 0
  // Who may only read needs tokens, too, and giving one takes nothing that is limited here.
  const answering = tokenGate(tokens, http.prefix.slice(0, -1))(limit(readOnly(app)))
  const handler = healthGate(isHealthy)(measured(answering))
  let stopping: Promise<void> | undefined
  const onRequest = serveWith(handler, {
    observers: metrics ? [...observers, metrics.requests.observe] : observers,
    begun: metrics?.requests.begun,
    headers: http.headers,
    isStopping: () => stopping !== undefined,
  })
  const server = await listen({ http, tls: tls && { ...tls, ticketKeys }, onRequest })
  // All do it, and one tells of it.
  const teller = share.index === 0 ? log : undefined
  const reloading = reloadTls(server, { tls: http.tls, ticketKeys, log: teller })
  return {
    port: portOf(server),
    close({ cut } = { cut: false }) {
      reloading[Symbol.dispose]()
      stopping ??= stop(server, http.draintimeout).then(notifier.close)
      if (cut) server.closeAllConnections()
      return stopping
    },
  }
}

function notifierOf(config: Config, { log, notifications, instance }: FrontOptions): Notifier {
  const source = { addr: `${hostname()}:${config.http.addr.port}`, instanceID: instance }
  return notifierFor(config.notifications, { ...notifications, source, log })
}

async function appOf(
  config: Config,
  { log, driver: given, metrics, peers }: FrontOptions,
  { happened }: Notifier,
) {
  const { http } = config
  const rules = manifestRules(config.validation)
  const opened = given ?? (await openDriver(config.storage))
  const stored = metrics ? measuredDriver(opened, metrics.storage) : opened
  const driver = remembering(stored, REMEMBERED, { counts: metrics?.cache })
  const access = await accessFor(config.auth, { log, keep: make => tokenKeyIn(driver, make) })
  const { compatibility } = config
  const key = await manifestKeyFor(compatibility, make => manifestKeyIn(driver, make))
  const blobs = blobsIn(driver)
  const tags = tagsIn(driver)
  const referrers = referrersIn(driver, tags)
  const app = registryApp({
    urls: { ...http, prefix: http.prefix.slice(0, -1) },
    limits: { tags: config.tags.maxtags, repositories: config.catalog.maxentries },
    rules,
    deletes: config.storage.delete.enabled,
    happened,
    access,
    blobs,
    tags,
    manifests: manifestsIn(driver, {
      blobs,
      tags,
      referrers,
      needsChild: child => needsChild(rules, child),
    }),
    schema1: schema1({
      blobs,
      signatures: signaturesIn(driver),
      key,
      isTaken: compatibility.schema1.enabled,
    }),
    referrers,
    repositories: repositoriesIn(driver),
    uploads: uploadsIn(driver, blobs, { peers }),
    states: uploadStates(http.secret ?? (await secretIn(driver))),
  })
  return { app, tokens: access.tokens }
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
