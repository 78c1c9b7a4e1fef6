import {
  closeSync,
  type Dir,
  type Dirent,
  fstatSync,
  opendirSync,
  openSync,
  open as openWithCallback,
  readSync,
  type Stats,
  statSync,
} from 'node:fs'
import { open, opendir, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { isMissing } from '../../../base/files.ts'
import type { Child, Driver, Entry } from '../driver.ts'
import { FileReading } from './fileReading.ts'
import { Pace } from './pace.ts'

export interface FileReadsOptions {
  /** Where the object of a path is. */
  readonly fileOf: (path: string) => string
  /** True where others may change the files and this machine not know at once: nothing is told by its stamp then. */
  readonly isShared: boolean
}

type FileReads = Pick<Driver, 'stat' | 'look' | 'read' | 'open' | 'content' | 'list'>

/** For the streams of those who read much at once. */
const READ_SIZE = 256 * 1024
const LISTING = { bufferSize: 512 }

/** The reading half of a driver that keeps objects as files. */
export function fileReads({ fileOf, isShared }: FileReadsOptions): FileReads {
  const pace = isShared ? Pace.never() : new Pace()
  const statOf = (file: string): Promise<Stats | undefined> =>
    ifThere(() =>
      pace.run<Stats | undefined>(
        () => statSync(file, { throwIfNoEntry: false }),
        () => stat(file),
      ),
    )

  return {
    async stat(path) {
      const found = await statOf(fileOf(path))
      if (!found?.isFile()) return undefined
      const entry: Entry = { size: found.size, modified: found.mtime }
      return isShared ? entry : { ...entry, stamp: stampOf(found) }
    },

    async look(prefix) {
      const found = await statOf(fileOf(prefix))
      // Told of a shared one too: what the system remembers of a directory is no fresher than its stamp.
      if (!found?.isDirectory()) return undefined
      return { modified: found.mtime, stamp: stampOf(found) }
    },

    async read(path, extent) {
      const file = await ifThere(() => open(fileOf(path), 'r'))
      return file?.createReadStream({ ...extent, highWaterMark: READ_SIZE })
    },

    async open(path, extent) {
      const file = fileOf(path)
      const descriptor = await ifThere(() =>
        pace.run(
          () => openSync(file, 'r'),
          () => openLater(file, 'r'),
        ),
      )
      if (descriptor === undefined) return undefined
      const { start, end } = extent ?? { start: 0, end: fstatSync(descriptor).size - 1 }
      return new FileReading(descriptor, { start, length: end - start + 1, pace })
    },

    async content(path) {
      const file = fileOf(path)
      return ifThere(() =>
        pace.run(
          () => contentOf(file),
          () => readFile(file),
        ),
      )
    },

    async *list(prefix): AsyncGenerator<Child> {
      const file = fileOf(prefix)
      const directory = await ifThere(() =>
        pace.run(
          () => opendirSync(file, LISTING),
          () => opendir(file, LISTING),
        ),
      )
      if (directory === undefined) return
      for await (const entry of entriesOf(directory, pace)) {
        if (entry.name.startsWith('.')) continue
        yield { name: entry.name, kind: entry.isDirectory() ? 'prefix' : 'object' }
      }
    },
  }
}

/** Small directories are read at once, the rest of a large one when others had their turn. */
async function* entriesOf(directory: Dir, pace: Pace): AsyncGenerator<Dirent> {
  try {
    for (let count = 0; ; count++) {
      const later = (): Promise<Dirent | null> => directory.read()
      const isFirst = count < LISTING.bufferSize
      const entry = await (isFirst ? pace.run(() => directory.readSync(), later) : later())
      if (entry === null) return
      yield entry
    }
  } finally {
    await pace.run(
      () => directory.closeSync(),
      () => directory.close(),
    )
  }
}

/** A plain descriptor: a handle of Node's would close it when it is collected. */
const openLater = promisify(openWithCallback)

/** Not `readFileSync`: what is kept for long must not hold on to a larger piece of memory that it shares. */
function contentOf(file: string): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const content = Buffer.allocUnsafeSlow(size)
    return content.subarray(0, readSync(descriptor, content, 0, size, 0))
  } finally {
    closeSync(descriptor)
  }
}

function stampOf({ ino, nlink, size, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${nlink} ${size} ${mtimeMs} ${ctimeMs}`
}

async function ifThere<T>(find: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
