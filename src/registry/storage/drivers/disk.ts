import * as now from 'node:fs'
import * as later from 'node:fs/promises'
import { promisify } from 'node:util'
import { isMissing } from '../../../base/files.ts'
import { Pace } from './pace.ts'

const openLater = promisify(now.open)
const writeLater = promisify(now.write)
const syncLater = promisify(now.fsync)
const syncDataLater = promisify(now.fdatasync)
const closeLater = promisify(now.close)

/** A disk on which it took long to make something durable is not tried again for a minute. */
const SLOW_TO_SYNC = 60_000

/** In bytes: a disk that is quick with a little makes one wait for more. */
const MUCH_TO_SYNC = 256 * 1024

/** What there is to do with files, done by this thread as long as that doesn't make it wait. Throws what the system says. */
export type Disk = ReturnType<typeof diskOf>

/** A disk of this machine, or, when it is shared with others, one that is never waited for. */
export function diskOf({ isShared }: { readonly isShared: boolean }) {
  const [pace, syncing] = isShared
    ? [Pace.never(), Pace.never()]
    : [new Pace(), new Pace({ pause: SLOW_TO_SYNC })]
  return { isShared, ...diskWith(pace, syncing) }
}

function diskWith(pace: Pace, syncing: Pace) {
  const recursive = { recursive: true } as const
  const entries = { withFileTypes: true } as const
  return {
    pace,
    stat: (path: string) =>
      pace.run(
        () => now.statSync(path),
        () => later.stat(path),
      ),
    /** Of a link itself; undefined where there is nothing. */
    look: (path: string) =>
      pace.run<now.Stats | undefined>(
        () => lookNow(path),
        () => later.lstat(path).catch(unlessMissing),
      ),
    text: (path: string) =>
      pace.run(
        () => now.readFileSync(path, 'utf8'),
        () => later.readFile(path, 'utf8'),
      ),
    touch: (path: string, time: Date) =>
      pace.run(
        () => now.utimesSync(path, time, time),
        () => later.utimes(path, time, time),
      ),
    rename: (from: string, to: string) =>
      pace.run(
        () => now.renameSync(from, to),
        () => later.rename(from, to),
      ),
    unlink: (path: string) =>
      pace.run(
        () => now.unlinkSync(path),
        () => later.unlink(path),
      ),
    removeDirectory: (path: string) =>
      pace.run(
        () => now.rmdirSync(path),
        () => later.rmdir(path),
      ),
    /** Makes those above it too; tells the first that was missing. */
    makeDirectory: (path: string) =>
      pace.run<string | undefined>(
        () => now.mkdirSync(path, recursive),
        () => later.mkdir(path, recursive),
      ),
    list: (path: string) =>
      pace.run(
        () => now.readdirSync(path, entries),
        () => later.readdir(path, entries),
      ),
    open: (path: string, flags: string, mode?: number) =>
      pace.run(
        () => now.openSync(path, flags, mode),
        () => openLater(path, flags, mode),
      ),
    write: (descriptor: number, bytes: Uint8Array, position: number) =>
      pace.run(
        () => now.writeSync(descriptor, bytes, 0, bytes.length, position),
        async () => (await writeLater(descriptor, bytes, 0, bytes.length, position)).bytesWritten,
      ),
    close: (descriptor: number) =>
      pace.run(
        () => now.closeSync(descriptor),
        () => closeLater(descriptor),
      ),
    /** Makes the bytes of a file durable, of which there are so many. */
    syncData: (descriptor: number, size: number) =>
      size > MUCH_TO_SYNC
        ? syncDataLater(descriptor)
        : syncing.run(
            () => now.fdatasyncSync(descriptor),
            () => syncDataLater(descriptor),
          ),
    sync: (descriptor: number) =>
      syncing.run(
        () => now.fsyncSync(descriptor),
        () => syncLater(descriptor),
      ),
  }
}

/** To throw costs more than to look; yet a file in the place of a directory is told by an error. */
function lookNow(path: string): now.Stats | undefined {
  try {
    return now.lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    return unlessMissing(error)
  }
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}
