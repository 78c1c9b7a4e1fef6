import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface WriteOptions {
  /** Permission bits of the new file. */
  readonly mode?: number
  /** False for what may be lost in a crash, though never torn. */
  readonly durable?: boolean
}

/** Replaces a file whole: temp file beside it, fsync, rename, fsync of the directory. Makes missing parents. */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644, durable = true }: WriteOptions = {},
): Promise<void> {
  const directory = dirname(path)
  await mkdir(directory, { recursive: true })
  const temp = join(directory, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    const file = await open(temp, 'wx', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(content)
      if (durable) await file.sync()
    } finally {
      await file.close()
    }
    await rename(temp, path)
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
  if (durable) await syncDirectory(directory)
}

/** Makes renames and removals in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** The file's bytes, or undefined when there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** True for the error of a path that isn't there. */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
