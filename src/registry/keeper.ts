import type { Config } from './config/index.ts'
import { startDebug } from './debug.ts'
import { watchHealth } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics/metrics.ts'
import { type Driver, openDriver } from './storage/index.ts'
import { startUpkeep } from './storage/maintenance/index.ts'
import { version } from './version.ts'
import type { Peers } from './workers/peers.ts'

export interface KeeperOptions {
  readonly log: Log
  readonly peers: Peers
  readonly driver?: Driver | undefined
  /** What is counted, where metrics are offered. */
  readonly metrics?: Metrics | undefined
}

/** Starts what a registry does once, however many processes serve: health checks, upkeep of the storage. */
export async function startKeeper(
  config: Config,
  { log, peers, driver: given, metrics }: KeeperOptions,
): Promise<AsyncDisposable> {
  const driver = given ?? (await openDriver(config.storage))
  const health = watchHealth(config.health, { driver, log, peers })
  const upkeep = startUpkeep(driver, config.storage.maintenance, log)
  const { enabled, path } = config.http.debug.prometheus
  const debug = await startDebug(config, log, {
    failing: health.failing,
    about: { version: version() },
    metrics: enabled ? metrics && { path, page: () => metrics.page() } : undefined,
  })
  return {
    async [Symbol.asyncDispose]() {
      await debug?.[Symbol.asyncDispose]()
      await upkeep[Symbol.asyncDispose]()
      health[Symbol.dispose]()
    },
  }
}
