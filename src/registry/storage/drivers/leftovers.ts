import type { Dirent } from 'node:fs'
import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { isMissing } from '../../../base/files.ts'
import { type Limit, limitTo } from '../../../base/limit.ts'
import type { Leftover, LeftoverOptions } from '../driver.ts'

/** How a draft or an atomic write names the file that it has not finished. */
const UNFINISHED = /^\..*\.tmp$/
/** How many questions the disk is asked at a time. */
const AT_ONCE = 16
/** How many entries of a directory are looked into at a time; a directory may have any number of them. */
const ENTRIES_AT_ONCE = 32

/** What was found at and below an entry. */
interface Visit {
  /** Nothing is left of the entry that anybody needs. */
  readonly isUseless: boolean
  readonly found: readonly Leftover[]
}

const USED: Visit = { isUseless: false, found: [] }

/**
 * Finds temporary files and directories without files. Of empty directories in each other the outermost is named. Directories go
 * by `rmdir`, so that a file that somebody puts there in between stays.
 */
export async function* leftoversBelow(
  fileOf: (path: string) => string,
  prefix: string,
  { before, remove = false }: LeftoverOptions,
): AsyncGenerator<Leftover> {
  const limit = limitTo(AT_ONCE)
  yield* (await visit(prefix)).found

  async function visit(path: string): Promise<Visit> {
    const directory = fileOf(path)
    const entries = await ifThere(limit, () => readdir(directory, { withFileTypes: true }))
    if (entries === undefined) return USED
    const isInUse = entries.some(entry => !entry.isDirectory() && !UNFINISHED.test(entry.name))
    // Looked at before anything in it is removed, which counts as a change.
    const isOld = !isInUse && (await isUntouched(directory))
    const visits = await visitEach(path, entries)
    const isEmpty = isOld && visits.every(({ isUseless }) => isUseless)
    const isUseless = isEmpty && (!remove || (await isRemoved(directory)))
    const inside = visits.flatMap(({ found }) => found)
    if (!isUseless) return { isUseless, found: inside }
    const files = inside.filter(({ kind }) => kind === 'unfinished')
    return { isUseless, found: [...files, { path, kind: 'empty' }] }
  }

  async function visitEach(path: string, entries: readonly Dirent[]): Promise<Visit[]> {
    const visits: Visit[] = []
    for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE) {
      const some = entries.slice(start, start + ENTRIES_AT_ONCE)
      visits.push(...(await Promise.all(some.map(entry => visitEntry(path, entry)))))
    }
    return visits
  }

  async function visitEntry(above: string, entry: Dirent): Promise<Visit> {
    const path = `${above}/${entry.name}`
    if (entry.isDirectory()) return visit(path)
    if (!UNFINISHED.test(entry.name)) return USED
    const file = `${fileOf(above)}/${entry.name}`
    if (!(await isUntouched(file))) return USED
    if (remove) await rm(file, { force: true })
    return { isUseless: remove, found: [{ path, kind: 'unfinished' }] }
  }

  async function isUntouched(file: string): Promise<boolean> {
    const entry = await ifThere(limit, () => stat(file))
    return entry !== undefined && entry.mtime < before
  }
}

async function isRemoved(directory: string): Promise<boolean> {
  try {
    await rmdir(directory)
    return true
  } catch {
    // Somebody has just begun to use it.
    return false
  }
}

async function ifThere<T>(limit: Limit, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await limit(look)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
