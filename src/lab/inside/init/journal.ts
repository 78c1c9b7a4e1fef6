import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where units' output goes, one file a unit. */
export const JOURNAL = '/var/log/journal'

/** The file of a unit's output. Makes the directory. */
export function journalOf(unit: string): string {
  mkdirSync(JOURNAL, { recursive: true })
  return join(JOURNAL, `${unit}.log`)
}

/** Appends what process 1 has to say about a unit. */
export function note(unit: string, text: string): void {
  appendFileSync(journalOf(unit), `systemd[1]: ${text}\n`)
}

/** The last lines of a unit's output. */
export function lastLines(unit: string, count: number): string[] {
  try {
    return readFileSync(journalOf(unit), 'utf8').trimEnd().split('\n').slice(-count)
  } catch {
    // A unit that never ran has no output.
    return []
  }
}
