import type { Place } from '../../base/fault.ts'
import type { Located } from '../../base/yaml.ts'
import { readYamlFile } from '../../base/yamlFile.ts'
import type { Module } from '../module/index.ts'
import { refuseJinja } from './jinja.ts'

/** What every part of a playbook is read with. */
export interface Library {
  readonly modules: ReadonlyMap<string, Module>
  /** The names that can be the key of a task: modules, and the engine's own statements. */
  readonly names: ReadonlySet<string>
  /** Folders of roles, searched after those beside the playbook. */
  readonly rolesPath: readonly string[]
  /** A YAML file, read once. */
  document(path: string, from: Place | undefined): Located
}

/** The keys that the engine itself answers to. */
export const STATEMENTS = ['import_tasks', 'include_tasks', 'import_role', 'include_role', 'meta']

/** A library of these modules and role folders. */
export function libraryOf(
  modules: ReadonlyMap<string, Module>,
  rolesPath: readonly string[],
): Library {
  const documents = new Map<string, Located>()
  return {
    modules,
    names: new Set([...modules.keys(), ...STATEMENTS]),
    rolesPath,
    document(path, from) {
      const known = documents.get(path)
      if (known) return known
      const document = readYamlFile(path, from)
      refuseJinja(document)
      documents.set(path, document)
      return document
    },
  }
}
