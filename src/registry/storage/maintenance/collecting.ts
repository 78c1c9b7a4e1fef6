import { messageOf } from '../../../base/fault.ts'
import { contentOf, type Driver } from '../driver.ts'
import { COLLECTED } from '../layout.ts'
import { collectGarbage } from './collect.ts'
import type { Notes } from './notes.ts'
import { schedule } from './schedule.ts'

/** `storage.maintenance.garbagecollection` */
export interface CollectingConfig {
  readonly enabled: boolean
  /** In ms, as is `graceperiod`. */
  readonly interval: number
  readonly graceperiod: number
  readonly deleteuntagged: boolean
  readonly dryrun: boolean
}

/** Of the interval: so much of it must have passed since any replica collected last. */
const MOST_OF_IT = 0.9

/** Collects garbage for as long as it isn't disposed of, beginning within an interval. Failures are logged. */
export function startCollecting(
  driver: Driver,
  config: CollectingConfig,
  { log, random = Math.random }: { readonly log: Notes; readonly random?: () => number },
): AsyncDisposable {
  const { interval } = config
  return schedule(signal => collectOnce(driver, config, { log, signal }), {
    delay: Math.floor(random() * interval),
    interval,
  })
}

interface CollectOnceOptions {
  readonly log: Notes
  readonly signal?: AbortSignal
  readonly now?: () => number
}

/** One collection, unless another replica has just done it. Never rejects. */
export async function collectOnce(
  driver: Driver,
  { interval, graceperiod, deleteuntagged, dryrun }: CollectingConfig,
  { log, signal, now = Date.now }: CollectOnceOptions,
): Promise<void> {
  try {
    const since = now() - (await lastCollected(driver))
    if (since >= 0 && since < interval * MOST_OF_IT) return
    log.info('garbage collection starting', { dryRun: dryrun, deleteUntagged: deleteuntagged })
    const { troubles, ...counts } = await collectGarbage(driver, {
      grace: graceperiod,
      deleteUntagged: deleteuntagged,
      dryRun: dryrun,
      now,
      signal,
    })
    for (const trouble of troubles)
      log.error('garbage collection kept what it may need', { ...trouble })
    log.info('garbage collection finished', { dryRun: dryrun, ...counts })
  } catch (error) {
    if (!signal?.aborted) log.error(`garbage collection failed: ${messageOf(error)}`)
  }
}

async function lastCollected(driver: Driver): Promise<number> {
  const text = await contentOf(driver, COLLECTED)
  return Date.parse(text?.toString() ?? '') || 0
}
