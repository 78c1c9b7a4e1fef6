import type { Digest } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { blobData, COLLECTED } from '../layout.ts'
import { collectRepository } from './collectRepository.ts'
import { DigestSet } from './digestSet.ts'
import { eachOf } from './eachOf.ts'
import { keepStranger } from './keepStranger.ts'
import { takeLease } from './lease.ts'
import { rescueNew } from './rescue.ts'
import { type CollectorEvent, type Run, take } from './run.ts'
import { emptyRemoved, recoverTrash, runNamed, trashOf } from './trash.ts'
import { type Trouble, Troubles } from './trouble.ts'
import { type Home, homesIn, repositoriesIn, storedDigests } from './walk.ts'

export interface CollectOptions {
  /** In ms. What was stored, linked or asked for by somebody who pushes within this time stays. */
  readonly grace: number
  /** Removes manifests that no tag leads to, too. */
  readonly deleteUntagged?: boolean
  /** Finds, and changes nothing. */
  readonly dryRun?: boolean
  /** In ms. How long what was removed is kept under `_wharfinger/removed`. */
  readonly keepTrash?: number
  readonly now?: () => number
  readonly tell?: (event: CollectorEvent) => void
  readonly signal?: AbortSignal | undefined
}

/** What a collection came to; of a dry run, what it would have come to. */
export interface Collected {
  /** Manifests and blobs that something needs, or that are too young. */
  readonly marked: number
  readonly blobs: number
  readonly bytes: number
  readonly manifests: number
  readonly links: number
  readonly repositories: number
  readonly troubles: readonly Trouble[]
}

/**
 * Removes what no tag and no manifest needs, while clients push and pull.
 *
 * Why no image that a client was told is stored ever loses a part, whatever the clocks say:
 *
 * 1. Nothing is removed at first. Links, then data, are moved to the trash, where no request finds them.
 * 2. Whoever stores a manifest looks for all it refers to before and again after the manifest can be seen, then points tags
 *    at it and looks for the manifest itself, and tells the client only then. If the last look at a part came before that went
 *    to the trash, the manifest (or the tag) could be seen by then. If it came later it found the part missing, and the client
 *    was refused (or the manifest stored again).
 * 3. After the last move from a repository its manifests and tags are listed again, after the last move of all the manifests
 *    of all repositories. What those need that weren't known is put back. Only then the trash is emptied. A run that ends
 *    before that puts everything back; the next run does it for one that was killed.
 *
 * Why clients are hardly ever refused: what is younger than the grace period stays, by the modification time of data and links.
 * An upload that finds its data there touches the data, an answer that a blob exists touches the link, and each move is checked
 * once more by the time that came along. The cutoff is fixed when a run begins, so that a clock set forward meanwhile
 * makes nothing old.
 *
 * Memory: one set of all that is marked (`DigestSet`), and the manifests of a few repositories at a time.
 */
export async function collectGarbage(driver: Driver, options: CollectOptions): Promise<Collected> {
  const { now = Date.now, dryRun = false, keepTrash = 0 } = options
  const start = new Date(now())
  if (dryRun) return collect(driver, options, { start })
  await using lease = await takeLease(driver, { now })
  const signal = AbortSignal.any([lease.signal, ...(options.signal ? [options.signal] : [])])
  await recoverTrash(driver)
  await emptyRemoved(driver, new Date(start.getTime() - keepTrash))
  const trash = trashOf(driver, runNamed(start))
  try {
    const collected = await collect(driver, { ...options, signal }, { start, trash })
    await trash.settle({ keep: keepTrash > 0 })
    await driver.write(COLLECTED, Buffer.from(start.toISOString()), { durable: false })
    return collected
  } catch (error) {
    await trash.putAllBack()
    throw error
  }
}

async function collect(
  driver: Driver,
  { grace, deleteUntagged = false, tell = () => undefined, signal }: CollectOptions,
  { start, trash }: { readonly start: Date; readonly trash?: Run['trash'] },
): Promise<Collected> {
  const counts = { blobs: 0, bytes: 0, manifests: 0, links: 0, repositories: 0 }
  const run: Run = {
    driver,
    trash,
    signal,
    rules: { cutoff: new Date(start.getTime() - grace), deleteUntagged },
    marked: new DigestSet(),
    troubles: new Troubles(trouble => tell({ kind: 'trouble', ...trouble })),
    tell(event) {
      count(counts, event)
      tell(event)
    },
  }
  const visit = ({ name, repository }: Home): Promise<void> =>
    repository ? collectRepository(run, repository) : keepStranger(run, name)
  await eachOf(homesIn(driver), visit, { atOnce: 4, signal })
  await sweepData(run)
  for await (const repository of repositoriesIn(driver)) {
    await rescueNew(run, repository, { known: run.marked })
  }
  signal?.throwIfAborted()
  return { marked: run.marked.size, ...counts, troubles: run.troubles.all }
}

async function sweepData(run: Run): Promise<void> {
  const sweep = async (digest: Digest): Promise<void> => {
    if (run.marked.has(digest)) return
    const size = await take(run, blobData(digest))
    if (size !== undefined) run.tell({ kind: 'eligibleBlob', digest, size })
  }
  await eachOf(storedDigests(run.driver), sweep, run)
}

type Counts = { -readonly [K in Exclude<keyof Collected, 'marked' | 'troubles'>]: number }

function count(counts: Counts, event: CollectorEvent): void {
  if (event.kind === 'eligibleManifest') counts.manifests++
  else if (event.kind === 'eligibleLink') counts.links++
  else if (event.kind === 'emptied') counts.repositories++
  else if (event.kind === 'eligibleBlob') {
    counts.blobs++
    counts.bytes += event.size
  }
}
