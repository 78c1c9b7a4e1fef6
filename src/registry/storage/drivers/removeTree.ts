import { setImmediate as turn } from 'node:timers/promises'
import { isMissing } from '../../../base/files.ts'
import type { Disk } from './disk.ts'

/** So many are removed before others get their turn. */
const CHILDREN_A_TURN = 100
/** Somebody may add something to a directory while it is emptied. */
const MOST_ATTEMPTS = 5

/** Removes a file, or a directory and all below it; nothing where there is none. */
export async function removeTree(disk: Disk, path: string): Promise<void> {
  if ((await disk.look(path))?.isDirectory()) await removeDirectory(disk, path)
  else await removeFile(disk, path)
}

async function removeFile(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function removeDirectory(disk: Disk, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await removeChildren(disk, path)
      return await disk.removeDirectory(path)
    } catch (error) {
      if (isMissing(error)) return
      if (codeOf(error) !== 'ENOTEMPTY' || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

async function removeChildren(disk: Disk, path: string): Promise<void> {
  for (const [index, child] of (await disk.list(path)).entries()) {
    const below = `${path}/${child.name}`
    await (child.isDirectory() ? removeDirectory(disk, below) : removeFile(disk, below))
    if (index % CHILDREN_A_TURN === CHILDREN_A_TURN - 1) await turn()
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
