import {
  type Digest,
  type Manifest,
  type ManifestType,
  OciError,
  type Reference,
  type Repository,
} from '../oci/index.ts'
import type { Blobs } from './blobs.ts'
import { contentOf, type Driver } from './driver.ts'
import { blobData, revisionLink } from './layout.ts'
import { readLink, writeLink } from './links.ts'
import { typeOfStored } from './manifestTypes.ts'
import type { Tags } from './tags.ts'

/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly digest: Digest
  readonly mediaType: ManifestType
  readonly bytes: Buffer
}

/** A manifest on its way in: its bytes, their digest, and what they say. */
export interface IncomingManifest {
  readonly bytes: Uint8Array
  readonly digest: Digest
  readonly content: Manifest
}

/** The manifests of all repositories. */
export interface Manifests {
  find(repository: Repository, reference: Reference): Promise<StoredManifest | undefined>
  /** Stores a manifest, then points the tag at it. Throws OciError when something it refers to isn't in the repository. */
  put(repository: Repository, reference: Reference, manifest: IncomingManifest): Promise<void>
}

/** The manifests that a driver holds, beside the blobs and tags in it. */
export function manifestsIn(driver: Driver, blobs: Blobs, tags: Tags): Manifests {
  return {
    async find(repository, reference) {
      const digest =
        reference.kind === 'tag' ? await tags.find(repository, reference.tag) : reference.digest
      const linked = digest && (await readLink(driver, revisionLink(repository, digest)))
      const bytes = linked && (await contentOf(driver, blobData(linked)))
      return bytes && { digest: linked, mediaType: typeOfStored(bytes), bytes }
    },
    async put(repository, reference, { bytes, digest, content }) {
      await checkBlobs(blobs, repository, content)
      await checkChildren(driver, repository, content)
      await driver.write(blobData(digest), bytes)
      await writeLink(driver, revisionLink(repository, digest), digest)
      if (reference.kind === 'tag') await tags.point(repository, reference.tag, digest)
    },
  }
}

async function checkBlobs(blobs: Blobs, repository: Repository, content: Manifest): Promise<void> {
  const missing: Digest[] = []
  for (const { digest, size } of content.blobs) {
    const blob = await blobs.stat(repository, digest)
    if (blob === undefined) missing.push(digest)
    else if (blob.size !== size) {
      const because = `the blob ${digest} has ${blob.size} bytes, not ${size}`
      throw new OciError('MANIFEST_INVALID', { because, detail: { digest, size: blob.size } })
    }
  }
  refuseMissing(missing)
}

async function checkChildren(
  driver: Driver,
  repository: Repository,
  content: Manifest,
): Promise<void> {
  const missing: Digest[] = []
  for (const { digest } of content.children) {
    const linked = await readLink(driver, revisionLink(repository, digest))
    if (linked === undefined) missing.push(digest)
  }
  refuseMissing(missing)
}

function refuseMissing(missing: readonly Digest[]): void {
  if (missing.length > 0) throw new OciError('MANIFEST_BLOB_UNKNOWN', { details: missing })
}
