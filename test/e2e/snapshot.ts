import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import type { Lab } from '../../src/lab/index.ts'
import { filesOf, type HostFile } from './files.ts'

/** Every file of a host, with all that a change of it would show in: type, mode, owner, time, content. */
export type Snapshot = Readonly<Record<string, string>>

/** Journals, the state of the API server, and what runs have to remember: no play is about those. */
const UNWATCHED = ['/var/log', '/var/lib']

/** The files of a host's root as they are now. */
export function snapshot(lab: Lab, host: string): Snapshot {
  const found: Record<string, string> = {}
  for (const file of filesOf(lab, host, UNWATCHED)) {
    const { mode, uid, gid, mtimeMs } = file.stat
    found[file.path] = `${mode.toString(8)} ${uid} ${gid} ${mtimeMs} ${contentOf(file)}`
  }
  return found
}

/** The paths at which two snapshots differ. */
export function differences(one: Snapshot, other: Snapshot): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter(path => one[path] !== other[path])
    .sort()
}

function contentOf({ full, stat }: HostFile): string {
  if (stat.isSymbolicLink()) return readlinkSync(full)
  return stat.isFile() ? createHash('sha256').update(readFileSync(full)).digest('hex') : ''
}
