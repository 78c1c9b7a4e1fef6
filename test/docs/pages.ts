import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page of the documentation. */
export interface Page {
  /** From the top of the repository. */
  readonly file: string
  readonly text: string
}

/** README and everything in docs/. */
export function pages(): readonly Page[] {
  const docs = readdirSync('docs').filter(name => name.endsWith('.md'))
  const files = ['README.md', ...docs.sort().map(name => join('docs', name))]
  return files.map(file => ({ file, text: readFileSync(file, 'utf8') }))
}
