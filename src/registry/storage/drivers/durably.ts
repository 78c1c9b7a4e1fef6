import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { isMissing } from '../../../base/files.ts'
import type { Disk } from './disk.ts'
import { removeTree } from './removeTree.ts'

export interface Durability {
  /** False for what may be lost in a crash, though never torn. */
  readonly durable?: boolean
}

export interface Writing extends Durability {
  /** True for what only the user of this process may read. */
  readonly secret?: boolean
}

const MODE = 0o644
const SECRET_MODE = 0o600
const MOST_ATTEMPTS = 5

/** Puts a file of these bytes in place of what is there: a reader sees all of the old one or all of the new one. */
export async function replaceFile(
  disk: Disk,
  file: string,
  content: Uint8Array,
  { durable = true, secret = false }: Writing = {},
): Promise<void> {
  await inDirectory(disk, dirname(file), { durable }, async () => {
    const temporary = temporaryBeside(file)
    try {
      await writeNew(disk, temporary, content, { durable, secret })
      await disk.rename(temporary, file)
    } catch (error) {
      await removeTree(disk, temporary)
      throw error
    }
  })
  if (durable) await syncDirectory(disk, dirname(file))
}

/** Tells this process from all others that write to the same directories. */
const own = randomBytes(8).toString('hex')
let made = 0

/** A name that no file has yet, in the same directory; who lists objects doesn't see it. */
export function temporaryBeside(file: string): string {
  made += 1
  return join(dirname(file), `.${own}${made.toString(16)}.tmp`)
}

/** Makes a file unless there is one, and says whether it did. Throws where there is no directory for it. */
export async function createFile(
  disk: Disk,
  file: string,
  content: Uint8Array,
  { durable = true, secret = false }: Writing = {},
): Promise<boolean> {
  try {
    await writeNew(disk, file, content, { durable, secret })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if (durable) await syncDirectory(disk, dirname(file))
  return true
}

/** Moves a file or directory to a place that may be in a new directory. */
export async function moveTo(
  disk: Disk,
  { from, to }: { readonly from: string; readonly to: string },
  { durable = true }: Durability = {},
): Promise<void> {
  await inDirectory(disk, dirname(to), { durable }, async () => disk.rename(from, to))
  if (durable) await syncDirectory(disk, dirname(to))
}

/** Does something in a directory that it makes first. Whoever tidies up may remove an empty one in between: then once more. */
export async function inDirectory<T>(
  disk: Disk,
  path: string,
  { durable = true }: Durability,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const first = await disk.makeDirectory(path)
      if (durable && first !== undefined) await syncMade(disk, { path, first })
      return await work()
    } catch (error) {
      if (!isMissing(error) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

/** Without this a crash could take a new file's whole path away. */
async function syncMade(
  disk: Disk,
  { path, first }: { readonly path: string; readonly first: string },
): Promise<void> {
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncDirectory(disk, dirname(made))
  }
}

async function writeNew(
  disk: Disk,
  file: string,
  content: Uint8Array,
  { durable = true, secret = false }: Writing,
): Promise<void> {
  const mode = secret ? SECRET_MODE : MODE
  await withOpen(disk, { file, flags: 'wx', mode }, async descriptor => {
    for (let done = 0; done < content.length; ) {
      done += await disk.write(descriptor, content.subarray(done), done)
    }
    if (durable) await disk.sync(descriptor)
  })
}

/** Makes renames and removals in a directory durable. */
async function syncDirectory(disk: Disk, path: string): Promise<void> {
  await withOpen(disk, { file: path, flags: 'r' }, async descriptor => disk.sync(descriptor))
}

interface Opening {
  readonly file: string
  readonly flags: string
  /** Of a file that is made. */
  readonly mode?: number
}

async function withOpen(
  disk: Disk,
  { file, flags, mode }: Opening,
  work: (descriptor: number) => Promise<void>,
): Promise<void> {
  const descriptor = await disk.open(file, flags, mode)
  try {
    await work(descriptor)
  } finally {
    await disk.close(descriptor)
  }
}
