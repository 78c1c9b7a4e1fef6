import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Fault, messageOf, type Place } from './fault.ts'
import { isMissing } from './files.ts'
import { type Located, parseYaml } from './yaml.ts'

/** Reads and parses a YAML or JSON file. One that can't be read is a Fault at `from`, where it was named. */
export function readYamlFile(path: string, from?: Place | undefined): Located {
  return { ...parseYaml(readText(path, from), shownPath(path)), at: [] }
}

/** A path as messages show it: relative when it lies below the working directory. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}

function readText(path: string, from: Place | undefined): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = isMissing(error) ? 'no such file' : messageOf(error)
    throw new Fault(`cannot read ${shownPath(path)}: ${reason}`, { place: from, cause: error })
  }
}
