import { mkdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMissing, syncDirectory, writeFileAtomic } from '../../../base/files.ts'
import type { Driver } from '../driver.ts'
import { FileDraft } from './fileDraft.ts'
import { fileReads } from './fileReads.ts'
import { leftoversBelow } from './leftovers.ts'
import { Pace } from './pace.ts'

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
  const pace = isShared ? Pace.never() : new Pace()
  return {
    name: 'filesystem',
    ...fileReads({ fileOf, isShared }),

    async write(path, content, { durable = true } = {}) {
      const file = fileOf(path)
      const directory = dirname(file)
      await inDirectory(directory, () => writeFileAtomic(file, content, { durable }))
    },

    draft(path) {
      const file = fileOf(path)
      return FileDraft.open(file, { publish: target => publish(file, fileOf(target)), pace })
    },

    async move(from, to, { durable = true } = {}) {
      const target = fileOf(to)
      await inDirectory(dirname(target), () => rename(fileOf(from), target), { durable })
      if (durable) await syncDirectory(dirname(target))
    },

    async touch(path) {
      const now = new Date()
      return (await ifThere(utimes(fileOf(path), now, now).then(() => true))) ?? false
    },

    async remove(prefix) {
      await ifThere(rm(fileOf(prefix), { recursive: true, force: true }))
    },

    async tidy(prefix) {
      // Anything but success means that it is in use, or gone already.
      await rmdir(fileOf(prefix)).catch(() => undefined)
    },

    leftovers: (prefix, options) => leftoversBelow(fileOf, prefix, options),
  }
}

/** Puts a finished file in its place. An equal one that is there already stays: both hold the same bytes. */
async function publish(file: string, target: string): Promise<void> {
  const [mine, there] = await Promise.all([stat(file), ifThere(stat(target))])
  if (there?.size === mine.size) {
    await rm(file)
    return
  }
  await inDirectory(dirname(target), () => rename(file, target))
  await syncDirectory(dirname(target))
}

const MOST_ATTEMPTS = 5

/** Does something in a directory that it makes first. Whoever tidies up may remove an empty one in between: then once more. */
async function inDirectory(
  path: string,
  work: () => Promise<void>,
  { durable = true } = {},
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await (durable ? makeDirectory(path) : mkdir(path, { recursive: true }))
      return await work()
    } catch (error) {
      if (!isMissing(error) || attempt === MOST_ATTEMPTS) throw error
    }
  }
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
