import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { shownPath } from '../../base/yamlFile.ts'
import type { Surroundings } from './surroundings.ts'

const EXTENSIONS = ['.yml', '.yaml', '.json', '']

/** The file of tasks that an import or include names: beside the file it stands in, in the role, beside the playbook. */
export function findTasks(name: Located<string>, around: Surroundings): string {
  const inRole = around.role ? [join(around.role.directory, 'tasks')] : []
  const folders = [...new Set([dirname(around.file), ...inRole, around.directory])]
  const paths = folders.map(folder => resolve(folder, name.value))
  const found = paths.find(isFile)
  if (found) return found
  throw new Fault(`no such file of tasks: ${name.value}`, {
    place: placeOf(name),
    hint: `looked for ${[...new Set(paths)].map(shownPath).join(', ')}`,
  })
}

/** The folder of a role: beside the playbook, beside its folder, then where roles are installed. */
export function findRole(name: Located<string>, around: Surroundings): string {
  const folders = roleFolders(around)
  const paths = /^\.|\//.test(name.value)
    ? [resolve(around.directory, name.value)]
    : folders.map(folder => join(folder, name.value))
  const found = paths.find(path => isFolder(path))
  if (found) return found
  const known = folders.flatMap(namesIn)
  throw new Fault(`no such role: ${name.value}${didYouMean(basename(name.value), known)}`, {
    place: placeOf(name),
    hint: `looked for ${paths.map(shownPath).join(', ')}`,
  })
}

/** A role's file under a name with or without its extension (`tasks`, `main`); undefined when there is none. */
export function roleFile(directory: string, part: string, name: string): string | undefined {
  if (isAbsolute(name)) return undefined
  return EXTENSIONS.map(extension => join(directory, part, name + extension)).find(isFile)
}

function roleFolders({ directory, role, library }: Surroundings): string[] {
  const beside = [join(directory, 'roles'), join(directory, '..', 'roles')]
  const sibling = role ? [dirname(role.directory)] : []
  return [...new Set([...beside, ...library.rolesPath.map(path => resolve(path)), ...sibling])]
}

function namesIn(folder: string): string[] {
  return isFolder(folder) ? readdirSync(folder) : []
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
