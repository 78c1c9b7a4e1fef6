import { messageOf } from '../../../base/fault.ts'
import type { Driver } from '../driver.ts'
import type { Notes } from './notes.ts'
import { purgeUploads } from './purge.ts'
import { schedule } from './schedule.ts'

/** `storage.maintenance.uploadpurging` */
export interface PurgingConfig {
  readonly enabled: boolean
  /** In ms, as is `interval`. */
  readonly age: number
  readonly interval: number
  readonly dryrun: boolean
}

/** Several replicas that are started together don't all look at once: each begins within this time, in ms. */
const LONGEST_DELAY = 3_600_000

/** Purges uploads for as long as it isn't disposed of, beginning within an hour. Failures are logged. */
export function startPurging(
  driver: Driver,
  { age, interval, dryrun }: PurgingConfig,
  { log, random = Math.random }: { readonly log: Notes; readonly random?: () => number },
): AsyncDisposable {
  const delay = Math.floor(random() * LONGEST_DELAY)
  log.info(`Starting upload purge in ${Math.round(delay / 60_000)}m`)
  return schedule(signal => purgeOnce(driver, { age, dryRun: dryrun, log, signal }), {
    delay,
    interval,
  })
}

interface PurgeOnceOptions {
  readonly age: number
  readonly dryRun: boolean
  readonly log: Notes
  readonly signal?: AbortSignal
  readonly now?: () => number
}

/** One round of purging with the lines that people know from docker distribution. Never rejects. */
export async function purgeOnce(driver: Driver, options: PurgeOnceOptions): Promise<void> {
  const { age, dryRun, log, now = Date.now } = options
  const olderThan = new Date(now() - age).toISOString()
  log.info(`PurgeUploads starting: olderThan=${olderThan}, actuallyDelete=${!dryRun}`)
  try {
    const { uploads, troubles } = await purgeUploads(driver, {
      ...options,
      tell: ({ repository, id, began }) =>
        log.info('Upload purged', { repository, id, began: began.toISOString(), dryRun }),
    })
    for (const { path, reason } of troubles) log.error('Upload not purged', { path, reason })
    const counts = `Num deleted=${uploads}, num errors=${troubles.length}`
    log.info(`Purge uploads finished.  ${counts}`)
  } catch (error) {
    if (!options.signal?.aborted) log.error(`Purge uploads failed: ${messageOf(error)}`)
  }
}
