import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { shownPath } from '../../base/yamlFile.ts'
import { loadVars } from '../inventory/index.ts'
import { asList, asText, isTemplate } from './fields.ts'
import { refuseJinja } from './jinja.ts'
import type { Surroundings } from './surroundings.ts'

/** Reads the `vars_files` whose names are known now, so that a missing or broken one is known too. */
export function checkVarsFiles(files: readonly Located[], { directory }: Surroundings): void {
  for (const file of files) {
    const choices = Array.isArray(file.value) ? asList(file, 'vars_files') : [file]
    const names = choices.map(choice => asText(choice, 'vars_files'))
    if (names.some(name => isTemplate(name.value))) continue
    const paths = names.map(name => resolve(directory, name.value))
    const found = paths.find(path => existsSync(path))
    if (found === undefined)
      throw new Fault(`no such file of variables: ${names.map(({ value }) => value).join(', ')}`, {
        place: placeOf(file),
        hint: `looked for ${paths.map(shownPath).join(', ')}`,
      })
    refuseJinja(loadVars(found, placeOf(file)))
  }
}
