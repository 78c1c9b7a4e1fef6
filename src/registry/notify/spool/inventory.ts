import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../../../base/files.ts'
import type { Place } from './position.ts'
import { loadPosition } from './position.ts'
import { segmentsIn } from './segment.ts'

/** Counts what waits in a spool; what it has counted once it doesn't read again. */
export class Inventory {
  readonly #directory: string
  #counted = new Map<string, Place>()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** How many events are in the spool and not delivered; as of now, or of a moment ago. */
  async pending(): Promise<number> {
    const position = await loadPosition(this.#directory)
    const counted = new Map<string, Place>()
    let pending = 0
    for (const segment of await segmentsIn(this.#directory)) {
      const place = await this.#count(segment)
      counted.set(segment, place)
      pending += Math.max(0, place.lines - (position.get(segment)?.lines ?? 0))
    }
    this.#counted = counted
    return pending
  }

  async #count(segment: string): Promise<Place> {
    const known = this.#counted.get(segment) ?? { offset: 0, lines: 0 }
    try {
      await using file = await open(join(this.#directory, segment))
      return await countFrom(file, known)
    } catch (error) {
      // Delivered in the meantime.
      if (isMissing(error)) return { offset: 0, lines: 0 }
      throw error
    }
  }
}

const BLOCK = 64 * 1024
const NEWLINE = 0x0a

async function countFrom(
  file: {
    read(into: Buffer, at: number, length: number, from: number): Promise<{ bytesRead: number }>
  },
  known: Place,
): Promise<Place> {
  const block = Buffer.allocUnsafe(BLOCK)
  let { offset, lines } = known
  for (;;) {
    const { bytesRead } = await file.read(block, 0, BLOCK, offset)
    if (bytesRead === 0) return { offset, lines }
    for (const byte of block.subarray(0, bytesRead)) if (byte === NEWLINE) lines += 1
    offset += bytesRead
  }
}
