import { commandsText } from './commandsText.ts'
import { configText, registryRolesText } from './configText.ts'
import { exitCodesText, helpersText, keywordsText, magicText } from './languageText.ts'
import { modulesText } from './modulesText.ts'
import type { Generators } from './regions.ts'
import { rolesText } from './rolesText.ts'
import { celSpellings, templateSpellings } from './spellings.ts'

/** What the generated regions of the documentation are made by. */
export const GENERATORS: Generators = {
  commands: commandsText,
  conditions: celSpellings,
  'exit-codes': exitCodesText,
  helpers: helpersText,
  keywords: keywordsText,
  magic: magicText,
  modules: modulesText,
  'registry-config': configText,
  'registry-roles': registryRolesText,
  roles: rolesText,
  templates: templateSpellings,
}
