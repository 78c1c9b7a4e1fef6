import { open } from 'node:fs/promises'
import { isMissing } from '../../../base/files.ts'

/** One event of a segment. */
export interface Line {
  /** When it was written, in milliseconds. */
  readonly time: number
  readonly event: string
  /** Where the next line begins. */
  readonly end: number
}

export interface Lines {
  /** Some of them, whole; none at the segment's end. */
  readonly lines: Line[]
  /** When the segment was last written to, in milliseconds; long ago for one that is gone. */
  readonly modified: number
}

/** In bytes. An event with all references of a large index takes some. */
const BLOCK = 64 * 1024
const NEWLINE = 0x0a

/** The next lines of a segment. What has no end yet is left for later. */
export async function linesFrom(path: string, offset: number): Promise<Lines> {
  try {
    await using file = await open(path)
    const { size, mtimeMs } = await file.stat()
    for (let length = BLOCK; ; length *= 4) {
      const block = Buffer.alloc(Math.min(length, Math.max(0, size - offset)))
      const { bytesRead } = await file.read(block, 0, block.length, offset)
      const lines = linesIn(block.subarray(0, bytesRead), offset)
      if (lines.length > 0 || bytesRead < length) return { lines, modified: mtimeMs }
    }
  } catch (error) {
    if (isMissing(error)) return { lines: [], modified: 0 }
    throw error
  }
}

function linesIn(block: Buffer, offset: number): Line[] {
  const lines: Line[] = []
  let start = 0
  for (;;) {
    const end = block.indexOf(NEWLINE, start)
    if (end < 0) return lines
    const text = block.toString('utf8', start, end)
    const space = text.indexOf(' ')
    const time = Number(text.slice(0, Math.max(0, space)))
    lines.push({ time, event: text.slice(space + 1), end: offset + end + 1 })
    start = end + 1
  }
}
