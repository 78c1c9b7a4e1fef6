import type { Driver } from '../driver.ts'
import { type CollectingConfig, startCollecting } from './collecting.ts'
import type { Notes } from './notes.ts'
import { type PurgingConfig, startPurging } from './purging.ts'

/** `storage.maintenance` */
export interface UpkeepConfig {
  readonly readonly: { readonly enabled: boolean }
  readonly uploadpurging: PurgingConfig
  readonly garbagecollection: CollectingConfig
}

/**
 * Starts what a storage needs now and then, as far as it is switched on. A read-only registry leaves its storage alone. Disposing
 * of it ends what is being done, and waits for that.
 */
export function startUpkeep(
  driver: Driver,
  { readonly, uploadpurging, garbagecollection }: UpkeepConfig,
  log: Notes,
): AsyncDisposable {
  const started: AsyncDisposable[] = []
  if (!readonly.enabled) {
    if (uploadpurging.enabled) started.push(startPurging(driver, uploadpurging, { log }))
    if (garbagecollection.enabled) started.push(startCollecting(driver, garbagecollection, { log }))
  }
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(each => each[Symbol.asyncDispose]()))
    },
  }
}
