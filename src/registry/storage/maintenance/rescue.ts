import { Fault } from '../../../base/fault.ts'
import type { Digest, Repository } from '../../oci/index.ts'
import { blobData, layerLink, referrerLink, revisionLink, revisions } from '../layout.ts'
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
