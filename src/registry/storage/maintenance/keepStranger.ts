import type { Digest } from '../../oci/index.ts'
import { blobData, digestPath, REPOSITORIES } from '../layout.ts'
import { readLink } from '../links.ts'
import { blobsOf } from './references.ts'
import type { Run } from './run.ts'
import { readReferences } from './survey.ts'
import { digestsBelow } from './walk.ts'

/** Marks all that is linked under a name that is no repository's: it may be one to whoever made it. */
export async function keepStranger(run: Run, name: string): Promise<void> {
  const { driver, marked, troubles } = run
  const path = `${REPOSITORIES}/${name}`
  troubles.add(path, `${name} is no name of a repository`)
  for (const part of ['_layers', '_manifests/revisions']) {
    for await (const digest of digestsBelow(driver, `${path}/${part}`)) {
      marked.add(digest)
      const linked = await readLink(driver, `${path}/${part}/${digestPath(digest)}/link`)
      if (linked !== undefined) marked.add(linked)
      if (part !== '_layers') await markReferences(digest)
    }
  }

  async function markReferences(digest: Digest): Promise<void> {
    try {
      const references = await readReferences(driver, digest)
      for (const part of [...references.children, ...blobsOf(references)]) marked.add(part.digest)
    } catch (error) {
      troubles.add(blobData(digest), error)
    }
  }
}
