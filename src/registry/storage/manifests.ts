import { posix } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Descriptor,
  type Digest,
  EMPTY_LAYER,
  EMPTY_LAYER_DIGEST,
  type Manifest,
  OciError,
  type Reference,
  type Repository,
  type StoredType,
  type Tag,
} from '../oci/index.ts'
import type { Blob, Blobs } from './blobs.ts'
import { contentOf, type Driver } from './driver.ts'
import { blobData, revisionLink } from './layout.ts'
import { readLink, writeLink } from './links.ts'
import { typeOfStored } from './manifestTypes.ts'
import { type Referrers, subjectOf } from './referrers.ts'
import type { Tags } from './tags.ts'

/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly digest: Digest
  readonly mediaType: StoredType
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
  /** Stores a manifest, then points tags at it. Throws OciError when something it refers to isn't in the repository. */
  put(repository: Repository, tags: readonly Tag[], manifest: IncomingManifest): Promise<void>
  /** Removes a manifest from a repository, and the tags that point at it. False where it isn't there. */
  remove(repository: Repository, digest: Digest): Promise<boolean>
}

export interface ManifestsOptions {
  readonly blobs: Blobs
  readonly tags: Tags
  readonly referrers: Referrers
  /** Which children of an index must be in the repository. */
  readonly needsChild: (child: Descriptor) => boolean
}

/** The manifests that a driver holds, beside the blobs and tags in it. */
export function manifestsIn(driver: Driver, options: ManifestsOptions): Manifests {
  const { blobs, tags, referrers, needsChild } = options
  return {
    async find(repository, reference) {
      const digest =
        reference.kind === 'tag' ? await tags.find(repository, reference.tag) : reference.digest
      const linked = digest && (await readLink(driver, revisionLink(repository, digest)))
      const bytes = linked && (await contentOf(driver, blobData(linked)))
      return bytes && { digest: linked, mediaType: typeOfStored(bytes), bytes }
    },
    async put(repository, names, manifest) {
      for (let attempt = 1; attempt <= PUTS; attempt++) {
        await putOnce(repository, names, manifest)
        if (await isStored(repository, manifest.digest)) return
      }
      throw new OciError('UNAVAILABLE', { because: 'the manifest is being deleted' })
    },
    async remove(repository, digest) {
      const link = revisionLink(repository, digest)
      if ((await readLink(driver, link)) === undefined) return false
      // Before the manifest, so that no tag ever points at what is not there.
      for (const tag of await tags.all(repository)) {
        if ((await tags.find(repository, tag)) === digest) await tags.remove(repository, tag)
      }
      await driver.remove(posix.dirname(link))
      const bytes = await contentOf(driver, blobData(digest))
      const subject = bytes && subjectOf(bytes)
      if (subject) await referrers.remove(repository, subject, digest)
      return true
    },
  }

  async function putOnce(
    repository: Repository,
    names: readonly Tag[],
    { bytes, digest, content }: IncomingManifest,
  ): Promise<void> {
    const check = async (): Promise<void> => {
      await checkBlobs(blobs, repository, content)
      await checkChildren(driver, repository, content.children.filter(needsChild))
    }
    await check()
    await driver.write(blobData(digest), bytes)
    await writeLink(driver, revisionLink(repository, digest), digest)
    // What a collector of garbage took away before it could see this manifest, it won't put back: see `collectGarbage`. The
    // link stays all the same: somebody else who pushes the same may have been told already that it is there.
    if (!(await areThere(repository, content))) await check()
    if (content.subject) await referrers.add(repository, content.subject.digest, digest)
    for (const tag of names) await tags.point(repository, tag, digest)
  }

  async function areThere(repository: Repository, content: Manifest): Promise<boolean> {
    // Children are looked for with more care.
    if (content.children.some(needsChild)) return false
    for (const { digest } of content.blobs) {
      if (!(await blobs.isThere(repository, digest))) return false
    }
    return true
  }

  async function isStored(repository: Repository, digest: Digest): Promise<boolean> {
    const link = await driver.stat(revisionLink(repository, digest))
    return link !== undefined && (await driver.stat(blobData(digest))) !== undefined
  }
}

/** A manifest that a collector took for unused while it was on its way in is stored once more. */
const PUTS = 3

/** A collector of garbage may just be putting a blob back that it took for unused: what is missing is looked for again. */
const LOOKS = 4
const BETWEEN_LOOKS = 100

async function statPatiently(
  blobs: Blobs,
  repository: Repository,
  digest: Digest,
): Promise<Blob | undefined> {
  if (digest === EMPTY_LAYER_DIGEST && (await blobs.stat(repository, digest)) === undefined) {
    // Clients are told that it is in every repository, and don't push it.
    await blobs.add(repository, digest, EMPTY_LAYER)
  }
  for (let look = 1; ; look++) {
    const blob = await blobs.stat(repository, digest)
    if (blob !== undefined || look === LOOKS || !(await blobs.isStored(digest))) return blob
    await delay(BETWEEN_LOOKS)
  }
}

async function checkBlobs(blobs: Blobs, repository: Repository, content: Manifest): Promise<void> {
  const missing: Digest[] = []
  for (const { digest, size } of content.blobs) {
    const blob = await statPatiently(blobs, repository, digest)
    if (blob === undefined) missing.push(digest)
    else if (size !== undefined && blob.size !== size) {
      const because = `the blob ${digest} has ${blob.size} bytes, not ${size}`
      throw new OciError('MANIFEST_INVALID', { because, detail: { digest, size: blob.size } })
    }
  }
  refuseMissing(missing)
}

async function checkChildren(
  driver: Driver,
  repository: Repository,
  children: readonly Descriptor[],
): Promise<void> {
  const missing: Digest[] = []
  for (const { digest } of children) {
    const linked = await readLink(driver, revisionLink(repository, digest))
    if (linked === undefined) missing.push(digest)
  }
  refuseMissing(missing)
}

function refuseMissing(missing: readonly Digest[]): void {
  if (missing.length > 0) throw new OciError('MANIFEST_BLOB_UNKNOWN', { details: missing })
}
