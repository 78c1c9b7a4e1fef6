import { posix } from 'node:path'
import type { ByteRange, Digest, Repository } from '../oci/index.ts'
import { type BlobContent, openContent } from './blobContent.ts'
import { contentOf, type Driver } from './driver.ts'
import { blobData, layerLink } from './layout.ts'
import { readLink, writeLink } from './links.ts'

/** A blob as a repository shows it. */
export interface Blob {
  readonly digest: Digest
  readonly size: number
}

/** The blobs of all repositories. A blob is stored once, and seen only through repositories that link it. */
export interface Blobs {
  stat(repository: Repository, digest: Digest): Promise<Blob | undefined>
  /** The bytes of a blob that `stat` found. */
  open(blob: Blob, range?: ByteRange): Promise<BlobContent | undefined>
  /** All bytes of a blob that `stat` found; for small ones. */
  all(blob: Blob): Promise<Buffer | undefined>
  /** Stores a small blob and lets a repository show it. */
  add(repository: Repository, digest: Digest, bytes: Uint8Array): Promise<void>
  /** Lets a repository show a blob. The blob's data must be durable already. */
  link(repository: Repository, digest: Digest): Promise<void>
  /** Says that a client counts on a blob: whoever collects garbage leaves it alone for a while. Never fails: it is a courtesy. */
  keep(repository: Repository, digest: Digest): Promise<void>
  /** Stops a repository from showing a blob. False where it doesn't. */
  unlink(repository: Repository, digest: Digest): Promise<boolean>
  /** The same as that `stat` finds it, for less: what a crash may have torn isn't told from what is whole. */
  isThere(repository: Repository, digest: Digest): Promise<boolean>
  /** True when some repository may show it. */
  isStored(digest: Digest): Promise<boolean>
}

/** A link that was touched within this time needn't be touched again. */
const KEPT_FOR = 15 * 60_000

/** The blobs that a driver holds. */
export function blobsIn(driver: Driver): Blobs {
  return {
    async stat(repository, digest) {
      const linked = await readLink(driver, layerLink(repository, digest))
      const entry = linked && (await driver.stat(blobData(linked)))
      return entry && { digest, size: entry.size }
    },
    open: ({ digest, size }, range) =>
      openContent(driver, blobData(digest), { size, extent: range }),
    all: ({ digest }) => contentOf(driver, blobData(digest)),
    async add(repository, digest, bytes) {
      await driver.write(blobData(digest), bytes)
      await link(repository, digest)
    },
    link,
    async keep(repository, digest) {
      try {
        await touch(layerLink(repository, digest))
      } catch {
        // A storage that takes no changes has nobody who collects garbage in it either.
      }
    },
    async unlink(repository, digest) {
      const link = layerLink(repository, digest)
      if ((await readLink(driver, link)) === undefined) return false
      await driver.remove(posix.dirname(link))
      return true
    },
    isThere: async (repository, digest) =>
      (await driver.stat(layerLink(repository, digest))) !== undefined &&
      (await driver.stat(blobData(digest))) !== undefined,
    isStored: async digest => (await driver.stat(blobData(digest))) !== undefined,
  }

  function link(repository: Repository, digest: Digest): Promise<void> {
    return writeLink(driver, layerLink(repository, digest), digest)
  }

  async function touch(link: string): Promise<void> {
    const entry = await driver.stat(link)
    if (entry && Date.now() - entry.modified.getTime() > KEPT_FOR) await driver.touch(link)
  }
}
