import { Fault } from '../../../base/fault.ts'
import { type Digest, parseTag, type Repository } from '../../oci/index.ts'
import {
  blobData,
  layerLink,
  referrerLink,
  revisionLink,
  revisions,
  tagCurrentLink,
  tags,
} from '../layout.ts'
import { readLink } from '../links.ts'
import { blobsOf, type References } from './references.ts'
import type { Run } from './run.ts'
import { type Revision, readReferences } from './survey.ts'
import { digestsBelow } from './walk.ts'

export interface Known {
  /** Manifests whose needs were marked before anything was taken away. */
  readonly known: { has(digest: Digest): boolean }
  /** Manifests of the repository that were to go. */
  readonly condemned?: ReadonlyMap<Digest, Revision>
}

/** Puts back what the manifests of a repository need that came, or came back, after it was surveyed. Throws a Fault where one can't be read. */
export async function rescueNew(
  run: Run,
  repository: Repository,
  { known, condemned = new Map() }: Known,
): Promise<void> {
  const { driver, trash, marked } = run
  if (trash === undefined) return
  const rescued = new Set<Digest>()
  const present = digestsBelow(driver, revisions(repository))
  for await (const digest of present) {
    const isNew = !known.has(digest) && (await driver.stat(revisionLink(repository, digest)))
    if (isNew) await rescue(digest)
  }
  if (condemned.size > 0) for await (const digest of tagged()) await rescueListed(digest)

  async function* tagged(): AsyncGenerator<Digest> {
    for await (const { name } of driver.list(tags(repository))) {
      const tag = parseTag(name)
      const digest = tag && (await readLink(driver, tagCurrentLink(repository, tag)))
      if (digest !== undefined) yield digest
    }
  }

  async function rescue(digest: Digest): Promise<void> {
    if (rescued.has(digest)) return
    rescued.add(digest)
    marked.add(digest)
    await trash?.putBack(blobData(digest))
    await trash?.putBack(revisionLink(repository, digest))
    const references = await referencesOf(digest)
    for (const blob of blobsOf(references)) await keep(blob.digest)
    for (const child of references.children) await rescueListed(child.digest)
    if (references.subject) {
      await trash?.putBack(referrerLink(repository, references.subject, digest))
    }
    for (const [other, { subject }] of condemned) if (subject === digest) await rescueListed(other)
  }

  async function keep(digest: Digest): Promise<void> {
    marked.add(digest)
    await trash?.putBack(blobData(digest))
    await trash?.putBack(layerLink(repository, digest))
  }

  async function rescueListed(digest: Digest): Promise<void> {
    if (await trash?.putBack(revisionLink(repository, digest))) await rescue(digest)
  }

  async function referencesOf(digest: Digest): Promise<References> {
    try {
      return await readReferences(driver, digest)
    } catch (cause) {
      const name = `${repository}@${digest}`
      throw new Fault(`${name}, which came in meanwhile, can't be read: it may need anything`, {
        cause,
      })
    }
  }
}
