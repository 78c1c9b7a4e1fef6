import type { Repository } from '../../oci/index.ts'
import { contentOf, type Driver } from '../driver.ts'
import { upload, uploadStartedAt, uploads } from '../layout.ts'
import { eachOf } from './eachOf.ts'
import { type Trouble, Troubles } from './trouble.ts'
import { objectsBelow, repositoriesIn } from './walk.ts'

export interface PurgeOptions {
  /** In ms. Uploads that began longer ago go. */
  readonly age: number
  readonly dryRun?: boolean
  readonly now?: () => number
  /** Hears of each upload that goes. */
  readonly tell?: (upload: PurgedUpload) => void
  readonly signal?: AbortSignal | undefined
}

export interface PurgedUpload {
  readonly repository: Repository
  readonly id: string
  readonly began: Date
}

export interface Purged {
  readonly uploads: number
  readonly troubles: readonly Trouble[]
}

/** Somebody may be sending to an upload that changed within this time, in ms, however long ago it began. */
const IN_USE = 3_600_000

/**
 * Removes uploads that nobody finishes. One whose beginning can't be read counts from its last change; one without any time that
 * a clock could have shown stays.
 */
export async function purgeUploads(driver: Driver, options: PurgeOptions): Promise<Purged> {
  const { age, dryRun = false, now = Date.now, tell = () => undefined, signal } = options
  const troubles = new Troubles()
  const time = now()
  let purged = 0
  await eachOf(uploadsIn(driver), purge, { signal })
  return { uploads: purged, troubles: troubles.all }

  async function purge({ repository, id }: Omit<PurgedUpload, 'began'>): Promise<void> {
    const path = upload(repository, id)
    try {
      const { began, changed } = await timesOf(driver, { repository, id, time })
      const isInUse = changed !== undefined && time - changed < IN_USE
      if (began === undefined || time - began <= age || isInUse) return
      if (!dryRun) await driver.remove(path)
      purged++
      tell({ repository, id, began: new Date(began) })
    } catch (error) {
      troubles.add(path, error)
    }
  }
}

async function* uploadsIn(driver: Driver): AsyncGenerator<Omit<PurgedUpload, 'began'>> {
  for await (const repository of repositoriesIn(driver)) {
    for await (const { name, kind } of driver.list(uploads(repository))) {
      if (kind === 'prefix') yield { repository, id: name }
    }
  }
}

interface Times {
  readonly began: number | undefined
  readonly changed: number | undefined
}

async function timesOf(
  driver: Driver,
  { repository, id, time }: { repository: Repository; id: string; time: number },
): Promise<Times> {
  // A clock that was wrong for a while leaves times that haven't come yet: they say nothing.
  const isPossible = (value: number): boolean => value <= time + IN_USE
  const text = await contentOf(driver, uploadStartedAt(repository, id))
  const started = Date.parse(text?.toString().trim() ?? '')
  const changes: number[] = []
  for await (const path of objectsBelow(driver, upload(repository, id))) {
    const entry = await driver.stat(path)
    if (entry && isPossible(entry.modified.getTime())) changes.push(entry.modified.getTime())
  }
  const sight = changes.length === 0 && (await driver.look?.(upload(repository, id)))
  if (sight && isPossible(sight.modified.getTime())) changes.push(sight.modified.getTime())
  const changed = changes.length === 0 ? undefined : Math.max(...changes)
  return { began: isPossible(started) ? started : changed, changed }
}
