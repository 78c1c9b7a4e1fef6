import { type Digest, parseTag, type Repository } from '../../oci/index.ts'
import { contentOf, type Driver } from '../driver.ts'
import { blobData, revisionLink, revisions, signatures, tagCurrentLink, tags } from '../layout.ts'
import { readLink } from '../links.ts'
import { eachOf } from './eachOf.ts'
import { blobsOf, type References, referencesOf } from './references.ts'
import type { Troubles } from './trouble.ts'
import { digestsBelow } from './walk.ts'

/** A manifest of a repository, as far as it decides what is kept. */
export interface Revision {
  /** When it was pushed last. */
  readonly pushed: Date
  readonly blobs: readonly Digest[]
  readonly children: readonly Digest[]
  readonly subject: Digest | undefined
}

/** All manifests and tags of a repository. */
export interface Survey {
  readonly repository: Repository
  readonly revisions: ReadonlyMap<Digest, Revision>
  /** What tags point at. */
  readonly tagged: ReadonlySet<Digest>
  /** False where something couldn't be read: whatever it means, it may need everything else here. */
  readonly isWhole: boolean
}

/** Reads what refers to what in a repository. */
export async function surveyOf(
  driver: Driver,
  repository: Repository,
  { troubles, signal }: { readonly troubles: Troubles; readonly signal?: AbortSignal | undefined },
): Promise<Survey> {
  const found = new Map<Digest, Revision>()
  let isWhole = true
  const tagged = new Set<Digest>()

  await eachOf(driver.list(tags(repository)), async ({ name }) => readTag(name), { signal })
  await eachOf(digestsBelow(driver, revisions(repository)), readRevision, { signal })
  return { repository, revisions: found, tagged, isWhole }

  async function readTag(name: string): Promise<void> {
    const tag = parseTag(name)
    const path = tag ? tagCurrentLink(repository, tag) : `${tags(repository)}/${name}`
    try {
      // Without a current link it is about to be made, or was removed.
      if (tag === undefined || (await driver.stat(path)) === undefined) return
      const digest = await readLink(driver, path)
      if (digest === undefined) throw new Error('the tag points at nothing that can be read')
      tagged.add(digest)
    } catch (error) {
      isWhole = false
      troubles.add(path, error)
    }
  }

  async function readRevision(digest: Digest): Promise<void> {
    const path = revisionLink(repository, digest)
    try {
      const link = await driver.stat(path)
      if (link === undefined) return
      const references = await readReferences(driver, digest)
      found.set(digest, await revisionOf(references, digest, link.modified))
    } catch (error) {
      isWhole = false
      troubles.add(path, error)
      found.set(digest, { pushed: new Date(), blobs: [], children: [], subject: undefined })
    }
  }

  async function revisionOf(
    references: References,
    digest: Digest,
    pushed: Date,
  ): Promise<Revision> {
    const blobs = blobsOf(references).map(blob => blob.digest)
    for await (const signature of digestsBelow(driver, signatures(repository, digest))) {
      blobs.push(signature)
    }
    const children = references.children.map(child => child.digest)
    return { pushed, blobs, children, subject: references.subject }
  }
}

/** What a stored manifest refers to. Throws where it is missing or can't be read. */
export async function readReferences(driver: Driver, digest: Digest): Promise<References> {
  const bytes = await contentOf(driver, blobData(digest))
  if (bytes === undefined) throw new Error('the manifest is not in the storage')
  try {
    return referencesOf(bytes)
  } catch (error) {
    throw new Error('the manifest cannot be read', { cause: error })
  }
}
