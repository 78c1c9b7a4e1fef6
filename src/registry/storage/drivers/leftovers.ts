import type { Dirent } from 'node:fs'
import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { isMissing } from '../../../base/files.ts'
import type { Leftover, LeftoverOptions } from '../driver.ts'

/** How a draft or an atomic write names the file that it has not finished. */
const UNFINISHED = /^\..*\.tmp$/

/**
 * Finds temporary files and directories without files. Of empty directories in each other the outermost is named. Directories go
 * by `rmdir`, so that a file that somebody puts there in between stays.
 */
export async function* leftoversBelow(
  fileOf: (path: string) => string,
  prefix: string,
  { before, remove = false }: LeftoverOptions,
): AsyncGenerator<Leftover> {
  if (yield* visit(prefix)) yield { path: prefix, kind: 'empty' }

  /** Yields what is left behind below a directory; returns whether the directory itself is. */
  async function* visit(path: string): AsyncGenerator<Leftover, boolean> {
    const directory = fileOf(path)
    const entries = await ifThere(readdir(directory, { withFileTypes: true }))
    if (entries === undefined) return false
    // Before anything in it is removed, which counts as a change.
    const isOld = await isUntouched(directory)
    const empty: Leftover[] = []
    let used = 0
    for (const entry of entries) {
      const child = `${path}/${entry.name}`
      if (!(yield* visitEntry(entry, child))) used++
      else if (entry.isDirectory()) empty.push({ path: child, kind: 'empty' })
    }
    if (isOld && used === 0) return !remove || isRemoved(directory)
    yield* empty
    return false
  }

  /** Returns whether nothing is left of an entry that anybody needs. */
  async function* visitEntry(entry: Dirent, path: string): AsyncGenerator<Leftover, boolean> {
    if (entry.isDirectory()) return yield* visit(path)
    const file = `${entry.parentPath}/${entry.name}`
    if (!UNFINISHED.test(entry.name) || !(await isUntouched(file))) return false
    yield { path, kind: 'unfinished' }
    if (remove) await rm(file, { force: true })
    return remove
  }

  async function isUntouched(file: string): Promise<boolean> {
    const found = await ifThere(stat(file))
    return found !== undefined && found.mtime < before
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

async function ifThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
