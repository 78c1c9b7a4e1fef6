import { resolve } from 'node:path'
import { loadVars } from '../../inventory/index.ts'
import type { Play, Vars } from '../../playbook/index.ts'
import { isTemplate } from '../template/parse.ts'

/** What `vars_files` brings: `unknown` when one of them can't be told or read before the run. */
export interface VarsFiles {
  readonly vars: readonly Vars[]
  readonly unknown: boolean
}

/** Reads the files of a play's `vars_files` that have literal names: of each list the first that is there. */
export function varsFilesOf({ varsFiles, directory }: Play): VarsFiles {
  const read = varsFiles.map(({ value }) => firstOf(value, directory))
  return { vars: read.filter(vars => vars !== undefined), unknown: read.includes(undefined) }
}

function firstOf(names: unknown, directory: string): Vars | undefined {
  for (const name of Array.isArray(names) ? names : [names]) {
    if (typeof name !== 'string' || isTemplate(name)) return undefined
    const vars = readVars(resolve(directory, name))
    if (vars) return vars
  }
  return undefined
}

function readVars(path: string): Vars | undefined {
  try {
    return loadVars(path)
  } catch {
    // What can't be read is the run's to report: here it only means that its names aren't known.
    return undefined
  }
}
