import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Where units are looked for, the first that has one wins. */
export const UNIT_DIRECTORIES = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
] as const

/** Where the administrator's links live. */
export const [ADMIN_DIRECTORY] = UNIT_DIRECTORIES

/** The files that make up a unit as they are on disk now. */
export interface UnitFiles {
  readonly name: string
  readonly state: 'found' | 'masked' | 'missing'
  /** The path of the unit file, seen from inside the host. */
  readonly fragment: string
  readonly dropIns: readonly string[]
  /** Differs when any of the files differs. */
  readonly version: string
}

/** Finds a unit's file and its drop-ins below a root directory. An instance `a@b` falls back on the template `a@`. */
export function findUnitFiles(name: string, root = '/'): UnitFiles {
  const names = [name, templateOf(name)].filter(each => each !== undefined)
  const dropIns = findDropIns(names, root)
  for (const candidate of names) {
    for (const directory of UNIT_DIRECTORIES) {
      const fragment = join(directory, candidate)
      const stamp = stampOf(join(root, fragment))
      if (stamp === undefined) continue
      const state = isMasked(join(root, fragment)) ? 'masked' : 'found'
      const version = [stamp, ...dropIns.map(each => stampOf(join(root, each)))].join(' ')
      return { name, state, fragment, dropIns, version }
    }
  }
  return { name, state: 'missing', fragment: '', dropIns: [], version: '' }
}

/** Every unit that has a file, by name. */
export function listUnitFiles(root = '/'): string[] {
  const names = UNIT_DIRECTORIES.flatMap(directory => entries(join(root, directory)))
  return [...new Set(names)].filter(name => name.endsWith('.service')).sort()
}

/** `a@.service` for `a@b.service`, undefined for anything else. */
function templateOf(name: string): string | undefined {
  return /@[^.]/.test(name) ? name.replace(/@[^.]*/, '@') : undefined
}

/** Drop-ins in the order they apply; one in an earlier directory hides those of its file name in later ones. */
function findDropIns(names: readonly string[], root: string): string[] {
  const found = new Map<string, string>()
  for (const directory of UNIT_DIRECTORIES) {
    for (const name of names) {
      const folder = join(directory, `${name}.d`)
      for (const file of entries(join(root, folder))) {
        if (file.endsWith('.conf') && !found.has(file)) found.set(file, join(folder, file))
      }
    }
  }
  return [...found.values()].sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
}

/** A unit is masked by a link to /dev/null or an empty file. */
function isMasked(path: string): boolean {
  return realpathSync(path) === '/dev/null' || readFileSync(path, 'utf8') === ''
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat && `${path}:${stat.ino}:${stat.mtimeMs}:${stat.size}`
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    // A search directory that does not exist holds no units.
    return []
  }
}
