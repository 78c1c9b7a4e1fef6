import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, type Place } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { readYamlFile, shownPath } from '../../base/yamlFile.ts'

/** A mapping of variables, and where each was written. */
type Vars = Located<Readonly<Record<string, unknown>>>

const EXTENSIONS = ['.yml', '.yaml', '.json', '']

/** The variables of a YAML or JSON file; an empty file has none. Anything but a mapping is a Fault. */
export function loadVars(path: string, from?: Place | undefined): Vars {
  const located = readYamlFile(path, from)
  if (located.value === undefined || located.value === null) return { ...located, value: {} }
  if (isMapping(located.value)) return { ...located, value: located.value }
  throw new Fault(`${shownPath(path)}: variables have to be a mapping of names to values`, {
    place: placeOf(located),
    hint: isVault(located.value)
      ? 'files encrypted with ansible-vault are not supported yet'
      : undefined,
  })
}

function isVault(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('$ANSIBLE_VAULT')
}

/** The variables found under a name without extension: a file, or every file of a folder, low to high. */
export function varsAt(stem: string): Vars[] {
  return EXTENSIONS.map(extension => stem + extension)
    .filter(path => existsSync(path))
    .flatMap(path => (statSync(path).isDirectory() ? varsIn(path) : [loadVars(path)]))
}

function varsIn(folder: string): Vars[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('.') && !entry.name.endsWith('~'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return varsIn(path)
      return isVarsFile(entry.name) ? [loadVars(path)] : []
    })
}

function isVarsFile(name: string): boolean {
  return /^[^.]+$|\.(ya?ml|json)$/.test(name)
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
