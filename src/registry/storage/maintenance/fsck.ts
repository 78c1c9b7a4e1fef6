import type { Driver } from '../driver.ts'
import { Check } from './check.ts'
import { checkBlobs } from './checkBlobs.ts'
import { checkLeftovers, checkTrash, checkUploads } from './checkLeftovers.ts'
import { checkLinks } from './checkLinks.ts'
import { checkManifests } from './checkManifests.ts'
import { checkReferrers } from './checkReferrers.ts'
import { checkTags } from './checkTags.ts'
import type { Finding } from './finding.ts'
import { takeLease } from './lease.ts'
import { repositoriesIn } from './walk.ts'

export interface FsckOptions {
  /** Does what can be done about findings. Never removes data that has the right digest. */
  readonly repair?: boolean
  /** Reads no blob, and compares sizes alone. */
  readonly fast?: boolean
  /** Whether an index must have its children in the repository. */
  readonly needsChildren?: boolean
  /** In ms. What a running daemon is about to do is done by then; unset, 20. */
  readonly patience?: number
  readonly now?: () => number
  readonly tell?: (finding: Finding) => void
  readonly signal?: AbortSignal | undefined
}

/** How a storage is. */
export interface Checked {
  readonly repositories: number
  readonly manifests: number
  /** How many blobs were read, and their bytes; manifests are among them. */
  readonly blobs: number
  readonly bytes: number
  readonly findings: readonly Finding[]
  /** How many findings were not repaired. */
  readonly remaining: number
}

/** What is younger than this, in ms, may be in use. */
const IN_USE = 3_600_000

/**
 * Looks at every object of a storage, beside a running daemon. What depends on something else is looked at after it, so that one
 * repair finds what another one leaves; the whole takes memory for one digest a blob.
 */
export async function checkStorage(driver: Driver, options: FsckOptions = {}): Promise<Checked> {
  const { repair = false, now = Date.now, signal } = options
  if (!repair) return checkAll(driver, options)
  // A collector must not take away what is about to be linked.
  await using lease = await takeLease(driver, { now })
  const ends = AbortSignal.any([lease.signal, ...(signal ? [signal] : [])])
  return await checkAll(driver, { ...options, signal: ends })
}

async function checkAll(driver: Driver, options: FsckOptions): Promise<Checked> {
  const { repair = false, fast = false, needsChildren = true, patience = 20 } = options
  const { now = Date.now, signal } = options
  const findings: Finding[] = []
  const check = new Check(driver, {
    repair,
    needsChildren,
    patience,
    signal,
    before: new Date(now() - IN_USE),
    tell(finding) {
      findings.push(finding)
      options.tell?.(finding)
    },
  })
  await checkTrash(check, repair)
  const hashed = fast ? { blobs: 0, bytes: 0 } : await checkBlobs(check)
  const counts = { repositories: 0, manifests: 0 }
  for await (const repository of repositoriesIn(driver)) {
    signal?.throwIfAborted()
    counts.repositories++
    await checkLinks(check, repository)
    await checkTags(check, repository)
    counts.manifests += await checkManifests(check, repository)
    await checkReferrers(check, repository)
    await checkUploads(check, repository)
  }
  await checkLeftovers(check)
  const remaining = findings.filter(({ isRepaired }) => !isRepaired).length
  return { ...counts, ...hashed, findings, remaining }
}
