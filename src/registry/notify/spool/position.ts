import { join } from 'node:path'
import { readIfThere, writeFileAtomic } from '../../../base/files.ts'

/** How far a segment has been delivered. */
export interface Place {
  /** In bytes. */
  readonly offset: number
  /** In lines. */
  readonly lines: number
}

/** Where the reader of a spool is in each segment that it has begun. */
export type Position = ReadonlyMap<string, Place>

/** The position that was kept last; an unreadable one counts as none, and events come again. */
export async function loadPosition(directory: string): Promise<Position> {
  const content = await readIfThere(fileIn(directory))
  try {
    const entries: [string, Place][] = Object.entries(JSON.parse(content?.toString() ?? '{}'))
    return new Map(
      entries.filter(([, place]) => Number.isSafeInteger(place?.offset) && place.offset >= 0),
    )
  } catch {
    // Events that come twice are better than none.
    return new Map()
  }
}

/** Keeps a position. It may be lost in a crash of the machine, but is never torn. */
export async function savePosition(directory: string, position: Position): Promise<void> {
  const text = JSON.stringify(Object.fromEntries(position))
  await writeFileAtomic(fileIn(directory), text, { mode: 0o600, durable: false })
}

function fileIn(directory: string): string {
  return join(directory, 'position.json')
}
