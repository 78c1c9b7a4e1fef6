import type { Repository } from '../../oci/index.ts'
import { contentOf } from '../driver.ts'
import {
  BLOBS,
  COLLECTOR,
  REPOSITORIES,
  TRASH,
  upload,
  uploadStartedAt,
  uploads,
} from '../layout.ts'
import type { Check } from './check.ts'
import { findingOf } from './finding.ts'
import { recoverTrash } from './trash.ts'
import { objectsBelow } from './walk.ts'

/** Checks for what a collector of garbage took and could not put back. */
export async function checkTrash(check: Check, isLeased: boolean): Promise<void> {
  const { driver } = check
  await check.suspect({
    kind: 'strandedTrash',
    path: TRASH,
    isWrong: async () => {
      const isCollecting = !isLeased && (await driver.stat(COLLECTOR)) !== undefined
      return !isCollecting && (await hasObjects(check, TRASH))
    },
    repair: () => recoverTrash(driver),
  })
}

/** Checks for uploads that no client could go on with. */
export async function checkUploads(check: Check, repository: Repository): Promise<void> {
  const { driver, options } = check
  for await (const { name } of driver.list(uploads(repository))) {
    const path = upload(repository, name)
    await check.suspect({
      kind: 'uploadWithoutStart',
      path,
      isWrong: async () => {
        const text = await contentOf(driver, uploadStartedAt(repository, name))
        if (!Number.isNaN(Date.parse(text?.toString() ?? ''))) return false
        return (await hasObjects(check, path)) && isUntouched(path)
      },
      repair: () => driver.remove(path),
    })
  }

  async function isUntouched(prefix: string): Promise<boolean> {
    for await (const path of objectsBelow(driver, prefix)) {
      const entry = await driver.stat(path)
      if (entry && entry.modified >= options.before) return false
    }
    return true
  }
}

/** Directories that may be empty at any time, as those who remove what was in them leave them. */
const USUAL =
  /\/(_[^/]*|revisions|tags|current|index|sha256|sha512|blobs|repositories|blobs\/[^/]*\/..|_referrers\/.*)$/

/** Checks for temporary files and directories that nobody will use. */
export async function checkLeftovers({ driver, options }: Check): Promise<void> {
  const { before, repair, tell } = options
  for (const prefix of [BLOBS, REPOSITORIES]) {
    for await (const { path, kind } of driver.leftovers?.(prefix, { before, remove: repair }) ??
      []) {
      if (kind === 'empty' && USUAL.test(path)) continue
      tell(
        findingOf(kind === 'empty' ? 'emptyDirectory' : 'unfinished', { path, isRepaired: repair }),
      )
    }
  }
}

async function hasObjects({ driver }: Check, prefix: string): Promise<boolean> {
  for await (const _ of objectsBelow(driver, prefix)) return true
  return false
}
