import { type Driver, type Entry, MOMENT, type Stamp } from './driver.ts'
import { Recent } from './recent.ts'

/** In bytes. Links, manifests, configs and small layers; what is larger is read from the disk. */
const LARGEST = 64 * 1024
/** What an entry costs beside its content. */
const OVERHEAD = 400

interface Remembered {
  readonly content: Buffer
  readonly stamp: Stamp
}

export interface RememberingOptions {
  readonly now?: () => number
  /** Counts how often what was asked for was in memory. */
  readonly counts?: { hits: number; misses: number } | undefined
}

/**
 * The same driver with the small objects that were read last in memory, up to so many bytes. Each is looked at before it is
 * trusted, so that what another process changes or removes is seen at once. A driver without stamps remembers nothing.
 */
export function remembering(
  driver: Driver,
  bytes: number,
  { now = Date.now, counts = { hits: 0, misses: 0 } }: RememberingOptions = {},
): Driver {
  if (driver.content === undefined) return driver
  const recent = new Recent<Remembered>(bytes)

  return { ...driver, content: contentOf }

  async function contentOf(path: string): Promise<Buffer | undefined> {
    const entry = await driver.stat(path)
    if (entry === undefined || entry.stamp === undefined || entry.size > LARGEST) {
      recent.delete(path)
      return entry && driver.content?.(path)
    }
    const known = recent.get(path)
    if (known?.stamp === entry.stamp) {
      counts.hits += 1
      return known.content
    }
    counts.misses += 1
    return learn(path, entry, entry.stamp)
  }

  async function learn(path: string, entry: Entry, stamp: Stamp): Promise<Buffer | undefined> {
    // Looked at before it is read: what changes in between has another stamp the next time.
    const isSettled = now() - entry.modified.getTime() > MOMENT
    const content = await driver.content?.(path)
    if (content === undefined || !isSettled) recent.delete(path)
    else recent.set(path, { content, stamp }, content.length + path.length + OVERHEAD)
    return content
  }
}
