import { posix } from 'node:path'
import type { Digest, Repository } from '../../oci/index.ts'
import { home, referrerLink, referrers, revisionLink } from '../layout.ts'
import type { Check } from './check.ts'
import { eachOf } from './eachOf.ts'
import { readReferences } from './survey.ts'
import { digestsBelow } from './walk.ts'

/** Checks that what is listed under a subject is a manifest of the repository that refers to it. */
export async function checkReferrers(check: Check, repository: Repository): Promise<void> {
  const { driver, options } = check
  const subjects = digestsBelow(driver, `${home(repository)}/_referrers`)
  await eachOf(subjects, checkSubject, options)

  async function checkSubject(subject: Digest): Promise<void> {
    for await (const digest of digestsBelow(driver, referrers(repository, subject))) {
      const path = referrerLink(repository, subject, digest)
      await check.suspect({
        kind: 'staleReferrer',
        path,
        isWrong: async () => !(await refersTo(digest, subject)),
        repair: () => driver.remove(posix.dirname(path)),
      })
    }
  }

  async function refersTo(digest: Digest, subject: Digest): Promise<boolean> {
    if ((await driver.stat(revisionLink(repository, digest))) === undefined) return false
    const references = await readReferences(driver, digest).catch(() => undefined)
    return references?.subject === subject
  }
}
