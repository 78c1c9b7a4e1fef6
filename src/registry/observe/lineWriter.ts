import type { Writable } from 'node:stream'
import type { Level } from './log.ts'

/** Writes lines in batches, whatever becomes of who reads them: it never waits, throws, or keeps more than a little. */
export interface LineWriter {
  /** Takes a whole line, its newline included. When the reader is slow, the least important lines are the first to go. */
  write(line: string, level?: Level): void
  /** Hands on what waits for the end of this turn: for the last moments of a process, and before others write. */
  flush(): void
}

export interface LineWriterOptions {
  /** The most bytes of one write. What several processes write to one pipe stays whole up to 4096. */
  readonly most?: number
  /** Hears how many lines had to be dropped, once there is room again. */
  readonly dropped?: (lines: number) => void
}

/** How many bytes may wait for a slow reader: beyond the first only warnings and errors are kept, beyond the second nothing. */
const ROOM = 1024 * 1024
const ROOM_OF_ERRORS = 4 * ROOM

/** A writer of lines to a stream. */
export function lineWriter(
  stream: Writable,
  { most = 64 * 1024, dropped = () => undefined }: LineWriterOptions = {},
): LineWriter {
  let batch = ''
  let waiting = 0
  let isScheduled = false
  let isGone = false
  let lost = 0
  // Whoever read it may go away; what is logged about is still wanted.
  stream.on('error', () => {
    isGone = true
  })
  stream.on('drain', tell)
  return { write, flush }

  function write(line: string, level: Level = 'info'): void {
    if (isGone) return
    const size = Buffer.byteLength(line)
    const room = level === 'error' || level === 'warn' ? ROOM_OF_ERRORS : ROOM
    if (stream.writableLength + waiting + size > room) {
      lost++
      return
    }
    if (waiting + size > most) flush()
    batch += line
    waiting += size
    if (isScheduled) return
    isScheduled = true
    setImmediate(endTurn)
  }

  function endTurn(): void {
    isScheduled = false
    flush()
  }

  function flush(): void {
    if (batch === '' || isGone) return
    const text = batch
    batch = ''
    waiting = 0
    stream.write(text)
  }

  function tell(): void {
    if (lost === 0) return
    const count = lost
    lost = 0
    dropped(count)
  }
}
