import { isMissing } from '../../../base/files.ts'
import type { Disk } from './disk.ts'
import { moveTo } from './durably.ts'

/** Puts a finished file in its place. One of the same size that is there already stays, touched: both hold the same bytes. */
export async function publishFile(
  disk: Disk,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { size } = await disk.stat(from)
  if (await isKept(disk, to, size)) return disk.unlink(from)
  // However long ago its last byte came: to a collector of garbage it is new.
  await disk.touch(from, new Date())
  await moveTo(disk, { from, to })
}

async function isKept(disk: Disk, file: string, size: number): Promise<boolean> {
  try {
    if ((await disk.stat(file)).size !== size) return false
    await disk.touch(file, new Date())
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
