import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { Fault, type Place } from '../../base/fault.ts'

export interface Search {
  /** Folders, first to last. */
  readonly path: readonly string[]
  readonly place: Place
}

/** The first file of this name in `folder` of a search path's entries, or in the entries themselves. Throws a Fault that lists where it looked. */
export function findFile(
  folder: 'files' | 'templates',
  name: string,
  { path, place }: Search,
): string {
  const candidates = isAbsolute(name)
    ? [name]
    : path.flatMap(directory => [join(directory, folder, name), join(directory, name)])
  const found = candidates.find(existsSync)
  if (found !== undefined) return withSlashOf(name, found)
  throw new Fault(`there is no file "${name}"`, {
    place,
    hint: `looked for ${candidates.join(', ')}`,
  })
}

/** A slash at the end of a directory's name means its content: it must survive. */
function withSlashOf(name: string, path: string): string {
  return name.endsWith('/') && !path.endsWith('/') ? `${path}/` : path
}
