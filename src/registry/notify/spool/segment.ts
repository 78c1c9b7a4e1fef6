import { mkdir, readdir } from 'node:fs/promises'
import { isMissing } from '../../../base/files.ts'

/*
 * A spool is a directory of segments, `<time>.<writer>.events`. Each process appends to a segment of its own, so that none can
 * tear another's lines; a line is the time in milliseconds, a space, and the event. The process that delivers reads all
 * writers' segments side by side, keeps its place in `position.json`, and removes what is read. A line without an end was
 * never finished: its writer broke, and nobody waits for it.
 */

const NAME = /^(\d{15})\.([A-Za-z0-9-]+)\.events$/

/** The name of a writer's segment that begins at a time. */
export function segmentName(time: number, writer: string): string {
  return `${String(time).padStart(15, '0')}.${writer}.events`
}

/** Who wrote a segment. */
export function writerOf(segment: string): string {
  return NAME.exec(segment)?.[2] ?? ''
}

/** The segments of a spool, oldest first; none where there is no spool. */
export async function segmentsIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter(name => NAME.test(name)).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Makes the directory of a spool, for its owner alone: events tell who did what. */
export async function makeSpool(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/** A writer begins another segment when it has not written for this long, in milliseconds. */
export const RESTING = 60_000
/** A segment that nobody has written to for this long has no writer any more. */
export const ABANDONED = 5 * RESTING
