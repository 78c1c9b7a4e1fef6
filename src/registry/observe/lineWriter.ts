import type { Writable } from 'node:stream'
import type { Level } from './log.ts'

/** Where lines go. */
export interface Outlet {
  /** Takes a whole line, its newline included. */
  write(line: string, level?: Level): void
  /** Sets who hears how many lines had to be dropped, once there is room again. */
  whenDropped?(tell: (lines: number) => void): void
}

/**
 * Writes lines in batches, whatever becomes of who reads them: it never waits, throws, or keeps more than a little. When the
 * reader is slow, the least important lines are the first to go.
 */
export interface LineWriter extends Required<Outlet> {
  /** Hands on what waits for the end of this turn: for the last moments of a process, and before others write. */
  flush(): void
}

/** How many bytes may wait for a slow reader: beyond the first only warnings and errors are kept, beyond the second nothing. */
const ROOM = 1024 * 1024
const ROOM_OF_ERRORS = 4 * ROOM

/** A writer of lines to a stream, so many bytes at once: what several processes write to one pipe stays whole up to 4096. */
export function lineWriter(stream: Writable, most = 64 * 1024): LineWriter {
  let batch = ''
  let waiting = 0
  let isScheduled = false
  let isGone = false
  let lost = 0
  let told = (_lines: number): void => undefined
  // Whoever read it may go away; what is logged about is still wanted.
  stream.on('error', () => {
    isGone = true
  })
  stream.on('drain', tell)
  return {
    write,
    flush,
    whenDropped(tell) {
      told = tell
    },
  }

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
    told(count)
  }
}
