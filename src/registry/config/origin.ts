import type { Path } from '../../base/yaml.ts'

/** Where values were set, other than in the file, by their paths: `env NAME`, or another key. */
export type Origins = ReadonlyMap<string, string>

/** The same for a message: `environment variable NAME`. */
export function saidOrigin(origins: Origins, path: Path): string | undefined {
  return originAt(origins, path)?.replace(/^env /, 'environment variable ')
}

/** Where the value at a path was set; undefined where the file has it, or nobody. */
export function originAt(origins: Origins, path: Path): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(path.slice(0, length).join('.'))
    if (origin !== undefined) return origin
  }
  return undefined
}
