import type { Digest, Repository } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { blobData, home, layers, revisions } from '../layout.ts'
import { DigestSet } from './digestSet.ts'
import { eachOf } from './eachOf.ts'
import { digestsBelow, repositoriesIn, storedDigests } from './walk.ts'

/** What a repository takes, in bytes. */
export interface RepositoryUsage {
  readonly repository: Repository
  readonly blobs: number
  /** Of what no other repository has. */
  readonly unique: number
  /** Of what others have, too. */
  readonly shared: number
  readonly total: number
  readonly path: string
}

/** What all blobs of a storage take, in bytes. */
export interface StorageUsage {
  readonly blobs: number
  readonly total: number
  /** Of what no repository has: garbage, or on its way in. */
  readonly unlinked: number
}

export interface Usage {
  /** Sorted by name. */
  readonly repositories: readonly RepositoryUsage[]
  readonly whole: StorageUsage
}

/**
 * Adds up what is stored: of all repositories, or of one. Each repository is walked twice, so that memory holds two digests for
 * each blob and no more.
 */
export async function usageOf(driver: Driver, only?: Repository): Promise<Usage> {
  const linked = new DigestSet()
  const shared = new DigestSet()
  for await (const repository of repositoriesIn(driver)) {
    for await (const digest of digestsOf(driver, repository)) {
      if (linked.has(digest)) shared.add(digest)
      else linked.add(digest)
    }
  }
  const repositories: RepositoryUsage[] = []
  for await (const repository of repositoriesIn(driver)) {
    if (only !== undefined && repository !== only) continue
    repositories.push(await repositoryUsage(driver, repository, shared))
  }
  repositories.sort((one, other) => (one.repository < other.repository ? -1 : 1))
  return { repositories, whole: await storageUsage(driver, linked) }
}

async function repositoryUsage(
  driver: Driver,
  repository: Repository,
  others: DigestSet,
): Promise<RepositoryUsage> {
  const sums = { blobs: 0, unique: 0, shared: 0 }
  await eachOf(digestsOf(driver, repository), async digest => {
    const size = await sizeOf(driver, digest)
    if (size === undefined) return
    sums.blobs++
    sums[others.has(digest) ? 'shared' : 'unique'] += size
  })
  return { repository, ...sums, total: sums.unique + sums.shared, path: home(repository) }
}

async function storageUsage(driver: Driver, linked: DigestSet): Promise<StorageUsage> {
  const sums = { blobs: 0, total: 0, unlinked: 0 }
  await eachOf(storedDigests(driver), async digest => {
    const size = await sizeOf(driver, digest)
    if (size === undefined) return
    sums.blobs++
    sums.total += size
    if (!linked.has(digest)) sums.unlinked += size
  })
  return sums
}

/** Manifests and blobs of a repository, each once. */
async function* digestsOf(driver: Driver, repository: Repository): AsyncGenerator<Digest> {
  const manifests = new Set<Digest>()
  for await (const digest of digestsBelow(driver, revisions(repository))) {
    manifests.add(digest)
    yield digest
  }
  for await (const digest of digestsBelow(driver, layers(repository))) {
    if (!manifests.has(digest)) yield digest
  }
}

async function sizeOf(driver: Driver, digest: Digest): Promise<number | undefined> {
  return (await driver.stat(blobData(digest)))?.size
}
