import type { Readable } from 'node:stream'
import { contentOf, type Driver, type Extent, type Reading } from './driver.ts'

/** Bytes of a blob: in memory where they are few, otherwise to be read as they are sent. */
export type BlobContent = Uint8Array | Reading | Readable

/** A blob of at most this size is worth remembering whole. */
const SMALL_BLOB = 64 * 1024
/** A part of at most this size is read at once and sent in one piece. */
const SMALL_PART = 256 * 1024

/** Opens a part of an object that has `size` bytes. */
export async function openContent(
  driver: Driver,
  path: string,
  { size, extent }: { readonly size: number; readonly extent: Extent | undefined },
): Promise<BlobContent | undefined> {
  if (size <= SMALL_BLOB) {
    const content = await contentOf(driver, path)
    return extent ? content?.subarray(extent.start, extent.end + 1) : content
  }
  if (driver.open === undefined) return driver.read(path, extent)
  const reading = await driver.open(path, extent)
  return reading && reading.length <= SMALL_PART ? allOf(reading) : reading
}

async function allOf(reading: Reading): Promise<Uint8Array> {
  try {
    const bytes = Buffer.allocUnsafe(reading.length)
    let filled = 0
    while (filled < bytes.length) {
      const length = await reading.next(bytes.subarray(filled))
      if (length === 0) throw new Error('the object is shorter than it was')
      filled += length
    }
    return bytes
  } finally {
    reading.close()
  }
}
