import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, pathsOf } from '../../src/lab/index.ts'

/** Every file of a host, with all that a change of it would show in: type, mode, owner, time, content. */
export type Snapshot = Readonly<Record<string, string>>

/** Journals, the state of the API server, and what runs have to remember: no play is about those. */
const UNWATCHED = ['/var/log', '/var/lib']

/** The files of a host's root as they are now. */
export function snapshot(lab: Lab, host: string): Snapshot {
  const root = pathsOf(lab.directory).root(host)
  const found: Record<string, string> = {}
  const look = (path: string): void => {
    if (UNWATCHED.includes(path)) return
    const stat = lstatSync(join(root, path))
    const { mode, uid, gid, mtimeMs } = stat
    found[path] = `${mode.toString(8)} ${uid} ${gid} ${mtimeMs} ${contentOf(join(root, path))}`
    if (!stat.isDirectory()) return
    for (const name of readdirSync(join(root, path))) look(join(path, name))
  }
  look('/')
  return found
}

/** The paths at which two snapshots differ. */
export function differences(one: Snapshot, other: Snapshot): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter(path => one[path] !== other[path])
    .sort()
}

function contentOf(path: string): string {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return readlinkSync(path)
  return stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
}
