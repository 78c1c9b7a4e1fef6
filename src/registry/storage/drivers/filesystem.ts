import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMissing } from '../../../base/files.ts'
import type { Driver } from '../driver.ts'
import { diskOf } from './disk.ts'
import { createFile, inDirectory, moveTo, replaceFile } from './durably.ts'
import { claimFile } from './fileClaim.ts'
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

/** NFS clients look again at what they remember after three seconds at the soonest, at what they use much. */
const LAG = 3000

/** Keeps objects as files under a directory, as docker distribution does. Temporary files begin with a dot. */
export function filesystemDriver({ rootdirectory, isShared = false }: FilesystemOptions): Driver {
  const fileOf = (path: string): string => {
    if (!PATH.test(path)) throw new Error(`not a storage path: ${path}`)
    return `${rootdirectory}/${path}`
  }
  const disk = diskOf({ isShared })
  return {
    name: 'filesystem',
    ...(isShared && { lag: LAG }),
    ...fileReads({ fileOf, isShared }),

    async write(path, content, options) {
      await replaceFile(disk, fileOf(path), content, options)
    },

    async create(path, content, options = {}) {
      const file = fileOf(path)
      return inDirectory(disk, dirname(file), options, () =>
        createFile(disk, file, content, options),
      )
    },

    draft: (path, options) => FileDraft.open(fileOf(path), { ...options, disk, fileOf }),

    claim: prefix => claimFile(disk, `${fileOf(prefix)}/lock`),

    async move(from, to, options) {
      await moveTo(disk, { from: fileOf(from), to: fileOf(to) }, options)
    },

    async touch(path) {
      const touched = async (): Promise<true> => {
        await disk.touch(fileOf(path), new Date())
        return true
      }
      return (await ifThere(touched)) ?? false
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

async function ifThere<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
