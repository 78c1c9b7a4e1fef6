import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { readIfThere } from '../../base/files.ts'

/** What a bundle was made of: enough to tell, without making it, whether it would come out the same. */
export interface Stamp {
  /** The digest of the bundle. */
  readonly digest: string
  /** The exact runtime and the recipe. */
  readonly recipe: string
  /** Source files by path: the digest of each. */
  readonly sources: Readonly<Record<string, string>>
  /** Libraries by path: size and time of each. */
  readonly libraries: Readonly<Record<string, string>>
}

/** The stamp at a path, or undefined when there is none that can be read. */
export async function readStamp(path: string): Promise<Stamp | undefined> {
  const content = await readIfThere(path)
  try {
    // Our own file; a broken one fails below and is made anew.
    return content && (JSON.parse(content.toString()) as Stamp)
  } catch {
    return undefined
  }
}

/** True when nothing that a bundle was made of has changed since. */
export async function isCurrent(stamp: Stamp, recipe: string): Promise<boolean> {
  if (stamp.recipe !== recipe) return false
  const checks = [
    ...Object.entries(stamp.sources).map(async ([path, mark]) => (await sourceMark(path)) === mark),
    ...Object.entries(stamp.libraries).map(
      async ([path, mark]) => (await libraryMark(path)) === mark,
    ),
  ]
  return (await Promise.all(checks)).every(Boolean)
}

/** The marks of some files, by path. */
export async function marksOf(
  paths: readonly string[],
  mark: (path: string) => Promise<string>,
): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(paths.map(async path => [path, await mark(path)])))
}

/** Compiled files are written anew by each build, so their content decides. */
export async function sourceMark(path: string): Promise<string> {
  const content = await readIfThere(path)
  return content ? createHash('sha256').update(content).digest('hex') : 'missing'
}

/** Libraries are large and change with the machine's packages, which set their time. */
export async function libraryMark(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path)
    return `${size} ${mtimeMs}`
  } catch {
    // A library that went away is a change like any other.
    return 'missing'
  }
}

/** What the digest file of a bundle says, or undefined when there is none. */
export async function recordedDigest(path: string): Promise<string | undefined> {
  return (await readIfThere(path))?.toString().trim()
}
