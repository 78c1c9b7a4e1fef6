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
  /** For whoever debugs: which daemon it is. */
  readonly about?: Readonly<Record<string, string>>
}

/** Starts what a registry does once, however many processes serve: health checks, upkeep of the storage, deliveries of notifications. */
export async function startKeeper(
  config: Config,
  { log, peers, driver: given, metrics, notifications, about }: KeeperOptions,
): Promise<AsyncDisposable> {
  const driver = given ?? (await openDriver(config.storage))
  const id = await storageIdIn(driver)
  log.info('storage opened', { 'storage.id': id, 'storage.driver': driver.name })
  const started: AsyncDisposable[] = []
  const end = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part[Symbol.asyncDispose]()
  }
  try {
    started.push(await startCouriers(config, { ...notifications, driver, log }))
    const health = watchHealth(config.health, { driver, log, peers })
    started.push({ [Symbol.asyncDispose]: async () => health[Symbol.dispose]() })
    const parts = { ...about, version: version(), 'storage.id': id }
    started.push(await startDebug(config, { log, metrics, health, about: parts }))
    started.push(startUpkeep(driver, config.storage.maintenance, log))
  } catch (error) {
    await end()
    throw error
  }
  return { [Symbol.asyncDispose]: end }
}
