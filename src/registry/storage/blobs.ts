import type { ByteRange, Digest, Repository } from '../oci/index.ts'
import { type BlobContent, openContent } from './blobContent.ts'
import type { Driver } from './driver.ts'
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
  /** Lets a repository show a blob. The blob's data must be durable already. */
  link(repository: Repository, digest: Digest): Promise<void>
}

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
    link: (repository, digest) => writeLink(driver, layerLink(repository, digest), digest),
  }
}
