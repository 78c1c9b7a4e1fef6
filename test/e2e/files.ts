import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { type Lab, pathsOf } from '../../src/lab/index.ts'

/** A file of a host, seen from outside. */
export interface HostFile {
  /** As the host calls it. */
  readonly path: string
  /** Where it is outside. */
  readonly full: string
  readonly stat: Stats
}

/** Everything below a host's root but what is left out. Links are not followed: they would lead to this machine's files. */
export function* filesOf(
  lab: Lab,
  host: string,
  leftOut: readonly string[] = [],
): Generator<HostFile> {
  const root = pathsOf(lab.directory).root(host)
  const paths = ['/']
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    if (leftOut.includes(path)) continue
    const full = join(root, path)
    const stat = lstatSync(full)
    yield { path, full, stat }
    if (stat.isDirectory()) for (const name of readdirSync(full)) paths.push(join(path, name))
  }
}
