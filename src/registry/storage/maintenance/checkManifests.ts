import type { Digest, Repository } from '../../oci/index.ts'
import {
  blobData,
  layerLink,
  referrerLink,
  referrersMarker,
  revisionLink,
  revisions,
} from '../layout.ts'
import { readLink, writeLink } from '../links.ts'
import type { Check } from './check.ts'
import { eachOf } from './eachOf.ts'
import { blobsOf, type Part, type References } from './references.ts'
import { readReferences } from './survey.ts'
import { digestsBelow } from './walk.ts'

/** Checks that the repository has everything its manifests refer to. Resolves to how many there are. */
export async function checkManifests(check: Check, repository: Repository): Promise<number> {
  const { driver, options } = check
  const listsReferrers = (await driver.stat(referrersMarker(repository))) !== undefined
  let manifests = 0
  await eachOf(digestsBelow(driver, revisions(repository)), checkManifest, options)
  return manifests

  async function checkManifest(digest: Digest): Promise<void> {
    const isThere = (await readLink(driver, revisionLink(repository, digest))) !== undefined
    if (!isThere || !(await check.hasData(digest))) return
    manifests++
    const references = await readOrReport(digest)
    if (references !== undefined) await checkReferences(digest, references)
  }

  async function checkReferences(digest: Digest, references: References): Promise<void> {
    const detail = `${repository}@${digest}`
    const blobs = blobsOf(references).filter(blob => !blob.isForeign)
    for (const blob of blobs) await checkBlob(blob, detail)
    const children = options.needsChildren ? references.children : []
    for (const child of children) await checkChild(child.digest, detail)
    if (references.subject && listsReferrers) await checkListed(references.subject, digest)
  }

  async function readOrReport(digest: Digest): Promise<References | undefined> {
    let references: References | undefined
    await check.suspect({
      kind: 'unreadableManifest',
      path: revisionLink(repository, digest),
      isWrong: async () => {
        references = await readReferences(driver, digest).catch(() => undefined)
        return references === undefined
      },
    })
    return references
  }

  async function checkBlob({ digest, size }: Part, detail: string): Promise<void> {
    const isMissing = await check.suspect({
      kind: 'missingBlob',
      path: blobData(digest),
      detail,
      isWrong: async () => !(await check.hasData(digest)),
    })
    if (isMissing) return
    if (size !== undefined) {
      await check.suspect({
        kind: 'wrongSize',
        path: blobData(digest),
        detail,
        isWrong: async () => ((await driver.stat(blobData(digest)))?.size ?? size) !== size,
      })
    }
    const path = layerLink(repository, digest)
    await check.suspect({
      kind: 'unlinkedBlob',
      path,
      detail,
      isWrong: async () => (await driver.stat(path)) === undefined,
      repair: () => writeLink(driver, path, digest),
    })
  }

  async function checkChild(digest: Digest, detail: string): Promise<void> {
    const path = revisionLink(repository, digest)
    await check.suspect({
      kind: 'missingChild',
      path,
      detail,
      isWrong: async () => (await readLink(driver, path)) === undefined,
    })
  }

  async function checkListed(subject: Digest, digest: Digest): Promise<void> {
    const path = referrerLink(repository, subject, digest)
    await check.suspect({
      kind: 'missingReferrer',
      path,
      isWrong: async () => (await readLink(driver, path)) !== digest,
      repair: () => writeLink(driver, path, digest),
    })
  }
}
