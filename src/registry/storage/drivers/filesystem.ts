import { rmdir, utimes } from 'node:fs/promises'
import { isMissing } from '../../../base/files.ts'
import type { Driver } from '../driver.ts'
import { type Disk, diskOf } from './disk.ts'
import { moveTo, replaceFile } from './durably.ts'
import { FileDraft } from './fileDraft.ts'
import { fileReads } from './fileReads.ts'
import { leftoversBelow } from './leftovers.ts'
import { removeTree } from './removeTree.ts'

export interface FilesystemOptions {
  readonly rootdirectory: string
  /** True where other machines write there too, and this one may learn of it late. */
  readonly isShared?: boolean
}

const PATH = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/

/** Keeps objects as files under a directory, as docker distribution does. Temporary files begin with a dot. */
export function filesystemDriver({ rootdirectory, isShared = false }: FilesystemOptions): Driver {
  const fileOf = (path: string): string => {
    if (!PATH.test(path)) throw new Error(`not a storage path: ${path}`)
    return `${rootdirectory}/${path}`
  }
  const disk = diskOf({ isShared })
  return {
    name: 'filesystem',
    ...fileReads({ fileOf, isShared }),

    async write(path, content, options) {
      await replaceFile(disk, fileOf(path), content, options)
    },

    async draft(path) {
      const file = fileOf(path)
      return FileDraft.open(file, { publish: target => publish(disk, file, fileOf(target)), disk })
    },

    async move(from, to, options) {
      await moveTo(disk, { from: fileOf(from), to: fileOf(to) }, options)
    },

    async touch(path) {
      const now = new Date()
      return (await ifThere(() => utimes(fileOf(path), now, now).then(() => true))) ?? false
    },

    async remove(prefix) {
      await removeTree(disk, fileOf(prefix))
    },

    async tidy(prefix) {
      // Anything but success means that it is in use, or gone already.
      await rmdir(fileOf(prefix)).catch(() => undefined)
    },

    leftovers: (prefix, options) => leftoversBelow(fileOf, prefix, options),
  }
}

/** Puts a finished file in its place. An equal one that is there already stays: both hold the same bytes. */
async function publish(disk: Disk, file: string, target: string): Promise<void> {
  const mine = await disk.stat(file)
  const there = await ifThere(async () => disk.stat(target))
  if (there?.size === mine.size) await disk.unlink(file)
  else await moveTo(disk, { from: file, to: target })
}

async function ifThere<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
