import { posix } from 'node:path'
import {
  algorithmOf,
  type Digest,
  hexOf,
  type Manifest,
  parseDigest,
  parseManifest,
  parseTag,
  type Repository,
} from '../oci/index.ts'
import { contentOf, type Driver } from './driver.ts'
import {
  blobData,
  referrerLink,
  referrersMarker,
  referrers as referrersOf,
  revisionLink,
  revisions,
} from './layout.ts'
import { readLink, writeLink } from './links.ts'
import type { Tags } from './tags.ts'

/** A manifest that names another as its subject. */
export interface Referrer {
  readonly digest: Digest
  readonly size: number
  readonly content: Manifest
}

/** Which manifests of a repository refer to which. The subject need not be there. */
export interface Referrers {
  /** Those who refer to a subject, sorted by digest. */
  to(repository: Repository, subject: Digest): Promise<Referrer[]>
  /** The manifest must be stored already. */
  add(repository: Repository, subject: Digest, digest: Digest): Promise<void>
  remove(repository: Repository, subject: Digest, digest: Digest): Promise<void>
}

/**
 * The referrers that a driver holds. Other registries keep no such links: manifests of theirs are linked at the first
 * question in a repository, and the index that their clients keep under a tag named after the subject is heeded.
 */
export function referrersIn(driver: Driver, tags: Tags): Referrers {
  const complete = new Set<Repository>()
  const add: Referrers['add'] = (repository, subject, digest) =>
    writeLink(driver, referrerLink(repository, subject, digest), digest)
  return {
    add,
    async remove(repository, subject, digest) {
      await driver.remove(posix.dirname(referrerLink(repository, subject, digest)))
    },
    async to(repository, subject) {
      await completeOnce(repository)
      const linked = await digestsBelow(driver, referrersOf(repository, subject))
      const tagged = await taggedReferrers(repository, subject)
      const digests = [...new Set([...linked, ...tagged])].sort()
      const found = await Promise.all(digests.map(digest => read(driver, repository, digest)))
      return found.flatMap(one => (one?.content.subject?.digest === subject ? one : []))
    },
  }

  async function completeOnce(repository: Repository): Promise<void> {
    const marker = referrersMarker(repository)
    if (complete.has(repository)) return
    if ((await driver.stat(marker)) === undefined) {
      const digests = await digestsBelow(driver, revisions(repository))
      for (const digest of digests) {
        const subject = (await read(driver, repository, digest))?.content.subject
        if (subject) await add(repository, subject.digest, digest)
      }
      // A repository that nothing was ever pushed to gets no marker: anybody may ask about any name.
      if (digests.length === 0) return
      await driver.write(marker, Buffer.from(''))
    }
    complete.add(repository)
  }

  async function taggedReferrers(repository: Repository, subject: Digest): Promise<Digest[]> {
    const tag = parseTag(`${algorithmOf(subject)}-${hexOf(subject)}`)
    const digest = tag && (await tags.find(repository, tag))
    const index = digest && (await read(driver, repository, digest))
    return index?.content.children.map(child => child.digest) ?? []
  }
}

/** What a stored manifest refers to, if it can be read. */
export function subjectOf(bytes: Uint8Array): Digest | undefined {
  return contentIn(bytes)?.subject?.digest
}

async function read(
  driver: Driver,
  repository: Repository,
  digest: Digest,
): Promise<Referrer | undefined> {
  const linked = await readLink(driver, revisionLink(repository, digest))
  const bytes = linked && (await contentOf(driver, blobData(linked)))
  const content = bytes && contentIn(bytes)
  return content && { digest, size: bytes.length, content }
}

/** Another registry may have stored what we would have refused. */
function contentIn(bytes: Uint8Array): Manifest | undefined {
  try {
    return parseManifest(bytes)
  } catch {
    // What can't be read refers to nothing.
    return undefined
  }
}

async function digestsBelow(driver: Driver, prefix: string): Promise<Digest[]> {
  const digests: Digest[] = []
  for await (const { name: algorithm, kind } of driver.list(prefix)) {
    if (kind !== 'prefix') continue
    for await (const { name } of driver.list(`${prefix}/${algorithm}`)) {
      const digest = parseDigest(`${algorithm}:${name}`)
      if (digest !== undefined) digests.push(digest)
    }
  }
  return digests
}
