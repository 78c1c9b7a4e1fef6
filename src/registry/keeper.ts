import type { Config } from './config/index.ts'
import { startDebug } from './debug.ts'
import type { Notifications } from './notifications.ts'
import { startCouriers } from './notify/index.ts'
import { watchHealth } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics/metrics.ts'
import { type Driver, openDriver, storageIdIn } from './storage/index.ts'
import { startUpkeep } from './storage/maintenance/index.ts'
import { version } from './version.ts'
import type { Peers } from './workers/peers.ts'

export interface KeeperOptions {
  readonly log: Log
  readonly peers: Peers
  readonly driver?: Driver | undefined
  /** What is counted, where metrics are offered. */
  readonly metrics?: Metrics | undefined
  readonly notifications: Notifications
}

/** How long events are still delivered at the end, in milliseconds. What is left is delivered after the next start. */
const LAST_DELIVERIES = 2000

/** Starts what a registry does once, however many processes serve: health checks, upkeep of the storage, deliveries of notifications. */
export async function startKeeper(
  config: Config,
  { log, peers, driver: given, metrics, notifications }: KeeperOptions,
): Promise<AsyncDisposable> {
  const driver = given ?? (await openDriver(config.storage))
  log.info('storage opened', {
    'storage.id': await storageIdIn(driver),
    'storage.driver': driver.name,
  })
  const couriers = await startCouriers(config.notifications, { ...notifications, log })
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
      await couriers.close(Math.min(LAST_DELIVERIES, config.http.draintimeout))
    },
  }
}
