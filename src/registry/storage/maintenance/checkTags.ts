import { type Digest, parseTag, type Repository, type Tag } from '../../oci/index.ts'
import { revisionLink, tagCurrentLink, tagHome, tagIndexLink, tags } from '../layout.ts'
import { readLink, writeLink } from '../links.ts'
import type { Check } from './check.ts'
import { isTorn } from './checkLinks.ts'
import { eachOf } from './eachOf.ts'
import { readReferences } from './survey.ts'
import { digestsBelow } from './walk.ts'

/** Checks that every tag points at a manifest of its repository. */
export async function checkTags(check: Check, repository: Repository): Promise<void> {
  const { driver, options } = check
  await eachOf(driver.list(tags(repository)), async ({ name }) => checkTag(name), options)

  async function checkTag(name: string): Promise<void> {
    const tag = parseTag(name)
    if (tag === undefined) return
    const path = tagCurrentLink(repository, tag)
    if ((await driver.stat(path)) === undefined) await checkEmpty(tag)
    else if (await isTorn(check, path)) await repoint(tag, path)
    else await checkTarget(tag, path)
    for await (const digest of digestsBelow(driver, `${tagHome(repository, tag)}/index`)) {
      const path = tagIndexLink(repository, tag, digest)
      await check.suspect({
        kind: 'tornLink',
        path,
        isWrong: () => isTorn(check, path),
        repair: () => writeLink(driver, path, digest),
      })
    }
  }

  async function checkEmpty(tag: Tag): Promise<void> {
    const path = tagHome(repository, tag)
    await check.suspect({
      kind: 'tagWithoutCurrent',
      path,
      isWrong: async () => {
        // One that is new may be about to point at something.
        const sight = await driver.look?.(path)
        if (sight && sight.modified >= options.before) return false
        return (await driver.stat(tagCurrentLink(repository, tag))) === undefined
      },
      repair: () => driver.remove(path),
    })
  }

  async function repoint(tag: Tag, path: string): Promise<void> {
    const last = await lastKnown(tag)
    await check.suspect({
      kind: last ? 'tornTag' : 'danglingTag',
      path,
      ...(last ? { detail: last } : {}),
      isWrong: () => isTorn(check, path),
      repair: last
        ? () => writeLink(driver, path, last)
        : () => driver.remove(tagHome(repository, tag)),
    })
  }

  /** What the tag was pointed at last, of what the repository still has. */
  async function lastKnown(tag: Tag): Promise<Digest | undefined> {
    let last: { readonly digest: Digest; readonly pointed: Date } | undefined
    for await (const digest of digestsBelow(driver, `${tagHome(repository, tag)}/index`)) {
      const entry = await driver.stat(tagIndexLink(repository, tag, digest))
      if (entry === undefined || !(await isThere(digest))) continue
      if (last === undefined || entry.modified > last.pointed) {
        last = { digest, pointed: entry.modified }
      }
    }
    return last?.digest
  }

  async function checkTarget(tag: Tag, path: string): Promise<void> {
    const digest = await readLink(driver, path)
    if (digest === undefined || (await isThere(digest))) return
    const isManifest = await isStoredManifest(digest)
    await check.suspect({
      kind: isManifest ? 'unlinkedRevision' : 'danglingTag',
      path,
      detail: digest,
      isWrong: async () => (await readLink(driver, path)) === digest && !(await isThere(digest)),
      repair: isManifest
        ? () => writeLink(driver, revisionLink(repository, digest), digest)
        : () => driver.remove(tagHome(repository, tag)),
    })
  }

  async function isThere(digest: Digest): Promise<boolean> {
    return (await readLink(driver, revisionLink(repository, digest))) !== undefined
  }

  async function isStoredManifest(digest: Digest): Promise<boolean> {
    if (!(await check.hasData(digest))) return false
    return readReferences(driver, digest).then(
      () => true,
      () => false,
    )
  }
}
