import type { Config } from './config/index.ts'
import { watchHealth } from './observe/health.ts'
import type { Log } from './observe/log.ts'
import { type Driver, openDriver } from './storage/index.ts'
import { startUpkeep } from './storage/maintenance/index.ts'
import type { Peers } from './workers/peers.ts'

export interface KeeperOptions {
  readonly log: Log
  readonly peers: Peers
  readonly driver?: Driver | undefined
}

/** Starts what a registry does once, however many processes serve: health checks, upkeep of the storage. */
export async function startKeeper(
  config: Config,
  { log, peers, driver: given }: KeeperOptions,
): Promise<AsyncDisposable> {
  const driver = given ?? (await openDriver(config.storage))
  const health = watchHealth(config.health, { driver, log, peers })
  const upkeep = startUpkeep(driver, config.storage.maintenance, log)
  return {
    async [Symbol.asyncDispose]() {
      await upkeep[Symbol.asyncDispose]()
      health[Symbol.dispose]()
    },
  }
}
