import type { Located } from '../../base/yaml.ts'
import { asEntry, listField } from './fields.ts'
import { roleFile } from './find.ts'
import type { Library } from './library.ts'
import { refuseOthers } from './refuse.ts'

const KEYS = ['dependencies', 'allow_duplicates', 'galaxy_info', 'collections', 'argument_specs']

/** What a role's meta/main.yml says. */
export interface RoleMeta {
  /** Entries as in `roles`, done before the role itself. */
  readonly dependencies: readonly Located[]
  /** Equal uses of the role are all done. */
  readonly repeats: boolean
}

/** Reads a role's meta/main.yml; a role without one depends on nothing. */
export function readRoleMeta(directory: string, library: Library): RoleMeta {
  const file = roleFile(directory, 'meta', 'main')
  const document = file === undefined ? undefined : library.document(file, undefined)
  if (document?.value === undefined || document.value === null)
    return { dependencies: [], repeats: false }
  const entry = asEntry(document, 'meta/main.yml')
  refuseOthers(entry, 'meta', KEYS)
  return {
    dependencies: listField(entry, 'dependencies'),
    repeats: entry.value['allow_duplicates'] === true,
  }
}
