import { posix } from 'node:path'
import type { Digest, Repository } from '../../oci/index.ts'
import { layerLink, layers, revisionLink, revisions } from '../layout.ts'
import { readLink, writeLink } from '../links.ts'
import type { Check } from './check.ts'
import { eachOf } from './eachOf.ts'
import type { FindingKind } from './finding.ts'
import { digestsBelow } from './walk.ts'

/** Checks that links can be read and lead to data: those to blobs, then those to manifests. */
export async function checkLinks(check: Check, repository: Repository): Promise<void> {
  const { driver, options } = check
  const each = (prefix: string, work: (digest: Digest) => Promise<void>): Promise<void> =>
    eachOf(digestsBelow(driver, prefix), work, options)
  await each(layers(repository), digest =>
    checkLink(check, { path: layerLink(repository, digest), digest, dangling: 'danglingLayer' }),
  )
  await each(revisions(repository), digest =>
    checkLink(check, {
      path: revisionLink(repository, digest),
      digest,
      dangling: 'danglingRevision',
    }),
  )
}

interface CheckedLink {
  readonly path: string
  /** What the path says that it links. */
  readonly digest: Digest
  readonly dangling: FindingKind
}

async function checkLink(check: Check, { path, digest, dangling }: CheckedLink): Promise<void> {
  const { driver } = check
  const remove = (): Promise<void> => driver.remove(posix.dirname(path))
  if (await isTorn(check, path)) {
    const isUseful = await check.hasData(digest)
    await check.suspect({
      kind: isUseful ? 'tornLink' : 'uselessLink',
      path,
      isWrong: () => isTorn(check, path),
      repair: isUseful ? () => writeLink(driver, path, digest) : remove,
    })
    return
  }
  await check.suspect({
    kind: dangling,
    path,
    isWrong: async () => {
      const linked = await readLink(driver, path)
      return linked !== undefined && !(await check.hasData(linked))
    },
    repair: remove,
  })
}

/** True for a link that is there and can't be read. */
export async function isTorn({ driver }: Check, path: string): Promise<boolean> {
  if ((await driver.stat(path)) === undefined) return false
  return (await readLink(driver, path)) === undefined
}
