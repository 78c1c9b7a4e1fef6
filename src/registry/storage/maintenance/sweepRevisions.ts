import type { Digest, Repository } from '../../oci/index.ts'
import { parseTag } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { referrerLink, revisionLink, signatures, tagIndexLink, tags } from '../layout.ts'
import { eachOf } from './eachOf.ts'
import { type Run, take } from './run.ts'
import type { Revision } from './survey.ts'
import { digestsBelow, objectsBelow } from './walk.ts'

/** Takes away manifests of a repository, with all that other objects say of them. */
export async function sweepRevisions(
  run: Run,
  repository: Repository,
  condemned: ReadonlyMap<Digest, Revision>,
): Promise<void> {
  if (condemned.size === 0) return
  const gone = new Set<Digest>()
  const sweepRevision = async ([digest, { subject }]: readonly [Digest, Revision]) => {
    if ((await take(run, revisionLink(repository, digest))) === undefined) return
    gone.add(digest)
    run.tell({ kind: 'eligibleManifest', repository, digest })
    if (subject) await take(run, referrerLink(repository, subject, digest))
    for await (const path of objectsBelow(run.driver, signatures(repository, digest))) {
      await take(run, path)
    }
  }
  await eachOf(condemned, sweepRevision, run)
  await eachOf(
    mentionsOf(run.driver, repository, gone),
    async path => void (await take(run, path)),
    run,
  )
}

/** The links by which tags remember that they once pointed at some manifests. */
async function* mentionsOf(
  driver: Driver,
  repository: Repository,
  gone: ReadonlySet<Digest>,
): AsyncGenerator<string> {
  for await (const { name } of driver.list(tags(repository))) {
    const tag = parseTag(name)
    if (tag === undefined) continue
    for await (const digest of digestsBelow(driver, `${tags(repository)}/${name}/index`)) {
      if (gone.has(digest)) yield tagIndexLink(repository, tag, digest)
    }
  }
}
