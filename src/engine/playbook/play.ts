import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import {
  asText,
  countField,
  type Entry,
  field,
  flagField,
  listField,
  mappingField,
  textField,
  textsField,
  wrong,
} from './fields.ts'
import { parseHandlers } from './handlers.ts'
import { placeOfEntry } from './identity.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import type { Play, Step } from './model.ts'
import { checkNotifications } from './notify.ts'
import { useRole } from './role.ts'
import { parseRoleEntry } from './roleUse.ts'
import { parseSerial } from './serial.ts'
import type { Surroundings } from './surroundings.ts'
import { overlay } from './vars.ts'
import { checkVarsFiles } from './varsFiles.ts'

/** Reads a play. `around` holds what its file's imports say of it, `imported` their variables. */
export function parsePlay(entry: Entry, around: Surroundings, imported: Play['vars']): Play {
  checkKeywords(entry, 'play')
  const hosts = hostsOf(entry)
  refuseStrategies(entry)
  const varsFiles = listField(entry, 'vars_files')
  checkVarsFiles(varsFiles, around)
  const keywords = inherit(around.keywords, entry)
  // Play variables rank below everything that a step says: they stay with the play.
  const inherited = { ...keywords, vars: [] }
  const inside = { ...around, keywords: inherited }
  const sections = sectionsOf(entry, inside)
  const own = parseHandlers(listField(entry, 'handlers'), inside)
  const play: Play = {
    name: textField(entry, 'name')?.value ?? hosts.value,
    hosts,
    place: placeOfEntry(entry),
    gatherFacts: flagField(entry, 'gather_facts') ?? true,
    vars: overlay(mappingField(entry, 'vars') ?? { ...entry, value: {} }, imported),
    varsFiles,
    serial: parseSerial(entry),
    anyErrorsFatal: flagField(entry, 'any_errors_fatal') ?? false,
    maxFailPercentage: percentage(entry),
    forceHandlers: flagField(entry, 'force_handlers') ?? false,
    remoteUser: textField(entry, 'remote_user'),
    tags: keywords.tags,
    keywords: inherited,
    sections,
    handlers: [...around.found.handlers, ...own],
    roles: around.found.roles,
    directory: around.directory,
  }
  checkNotifications(play)
  return play
}

function hostsOf(entry: Entry): Located<string> {
  const found = field(entry, 'hosts')
  if (!found)
    throw new Fault('a play needs `hosts`: which hosts it is for', { place: placeOf(entry) })
  if (!Array.isArray(found.value)) return asText(found, 'hosts')
  const names = textsField(entry, 'hosts').map(({ value }) => value)
  return { ...found, value: names.join(',') }
}

function sectionsOf(entry: Entry, inside: Surroundings): Play['sections'] {
  const steps = (key: string): readonly Step[] => inside.parse(listField(entry, key), inside)
  const before = steps('pre_tasks')
  const roles = listField(entry, 'roles').flatMap(
    role => useRole(parseRoleEntry(role, inside.keywords), inside).steps,
  )
  return [before, [...roles, ...steps('tasks')], steps('post_tasks')]
}

function refuseStrategies(entry: Entry): void {
  const strategy = textField(entry, 'strategy')
  if (!strategy || /^(ansible\.builtin\.)?linear$/.test(strategy.value)) return
  throw new Fault(`strategy: ${strategy.value} is not supported yet`, {
    place: placeOf(strategy),
    hint: 'without it hosts go through the tasks together (linear)',
  })
}

function percentage(entry: Entry): number | undefined {
  const found = countField(entry, 'max_fail_percentage')
  if (!found || typeof found.value === 'number') return found?.value as number | undefined
  throw wrong(found, 'max_fail_percentage must be a number')
}
