import { mkdir, open, opendir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing, syncDirectory, writeFileAtomic } from '../../../base/files.ts'
import type { Child, Driver } from '../driver.ts'
import { FileDraft } from './fileDraft.ts'

export interface FilesystemOptions {
  readonly rootdirectory: string
}

/** What is read from a file at a time: fewer turns of the event loop than the default, and still little memory. */
const READ_SIZE = 256 * 1024

const COMPONENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

/** Keeps objects as files under a directory, as docker distribution does. Temporary files begin with a dot. */
export function filesystemDriver({ rootdirectory }: FilesystemOptions): Driver {
  const fileOf = (path: string): string => {
    if (!path.split('/').every(part => COMPONENT.test(part))) {
      throw new Error(`not a storage path: ${path}`)
    }
    return join(rootdirectory, path)
  }
  return {
    name: 'filesystem',

    async stat(path) {
      const found = await ifThere(stat(fileOf(path)))
      return found?.isFile() ? { size: found.size, modified: found.mtime } : undefined
    },

    async read(path, extent) {
      const file = await ifThere(open(fileOf(path), 'r'))
      return file?.createReadStream({ ...extent, highWaterMark: READ_SIZE })
    },

    async write(path, content, { durable = true } = {}) {
      const file = fileOf(path)
      await makeDirectory(dirname(file))
      await writeFileAtomic(file, content, { durable })
    },

    draft: path => FileDraft.open(fileOf(path), target => publish(fileOf(path), fileOf(target))),

    async *list(prefix): AsyncGenerator<Child> {
      const directory = await ifThere(opendir(fileOf(prefix)))
      for await (const entry of directory ?? []) {
        if (entry.name.startsWith('.')) continue
        yield { name: entry.name, kind: entry.isDirectory() ? 'prefix' : 'object' }
      }
    },

    async move(from, to) {
      const target = fileOf(to)
      await makeDirectory(dirname(target))
      await rename(fileOf(from), target)
      await syncDirectory(dirname(target))
    },

    async touch(path) {
      const now = new Date()
      return (await ifThere(utimes(fileOf(path), now, now).then(() => true))) ?? false
    },

    async remove(prefix) {
      await ifThere(rm(fileOf(prefix), { recursive: true, force: true }))
    },
  }
}

/** Puts a finished file in its place. An equal one that is there already stays: both hold the same bytes. */
async function publish(file: string, target: string): Promise<void> {
  const [mine, there] = await Promise.all([stat(file), ifThere(stat(target))])
  if (there?.size === mine.size) {
    await rm(file)
    return
  }
  await makeDirectory(dirname(target))
  await rename(file, target)
  await syncDirectory(dirname(target))
}

/** Makes a directory and its parents, durably: without it a crash could take the file's whole path away. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncDirectory(dirname(made))
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
