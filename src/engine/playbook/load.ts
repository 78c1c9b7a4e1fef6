import { dirname, resolve } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { shownPath } from '../../base/yamlFile.ts'
import type { Module } from '../module/index.ts'
import { shortName } from './action.ts'
import { asEntry, asList, asText, type Entry, mappingField } from './fields.ts'
import { inherit, NO_KEYWORDS } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import { libraryOf } from './library.ts'
import type { Play, Playbook, Vars } from './model.ts'
import { parsePlay } from './play.ts'
import { literal } from './roleUse.ts'
import { parseSteps } from './steps.ts'
import { enter, nothingFound, type Surroundings } from './surroundings.ts'
import { overlay } from './vars.ts'

/** Reads a playbook and all that it names literally. Whatever is wrong in any of it is a Fault, before anything runs. */
export function loadPlaybook(
  file: string,
  options: {
    readonly modules: ReadonlyMap<string, Module>
    readonly rolesPath?: readonly string[] | undefined
  },
): Playbook {
  const path = resolve(file)
  const around: Surroundings = {
    library: libraryOf(options.modules, options.rolesPath ?? []),
    parse: parseSteps,
    found: nothingFound(),
    handlersRead: new Map(),
    keywords: NO_KEYWORDS,
    notify: [],
    role: undefined,
    file: path,
    trail: [],
    directory: dirname(path),
    inHandlers: false,
    isChecked: false,
  }
  return { file, plays: playsIn(path, around, { value: {}, at: [] }) }
}

function playsIn(path: string, around: Surroundings, vars: Vars, from?: Located): readonly Play[] {
  const place = from && placeOf(from)
  const inside = { ...enter(around, path, place), file: path, directory: dirname(path) }
  const document = around.library.document(path, place)
  if (document.value === undefined || document.value === null)
    throw new Fault(`${shownPath(path)} holds no play`, { place: placeOf(document) })
  return asList(document, 'a playbook').flatMap(located => {
    const entry = asEntry(located, 'a play')
    const key = Object.keys(entry.value).find(each => shortName(each) === 'import_playbook')
    if (key !== undefined) return importPlaybook(entry, key, inside, vars)
    return [parsePlay(entry, { ...inside, found: nothingFound(), handlersRead: new Map() }, vars)]
  })
}

/** `import_playbook`: its plays stand in its place, each with the import's tags, conditions and variables. */
function importPlaybook(
  entry: Entry,
  key: string,
  around: Surroundings,
  vars: Vars,
): readonly Play[] {
  checkKeywords(entry, 'playbook import', [key])
  const name = literal(asText({ ...entry, value: entry.value[key], at: [...entry.at, key] }, key))
  const keywords = { ...inherit(around.keywords, entry), vars: [] }
  const own = mappingField(entry, 'vars') ?? { ...entry, value: {} }
  const path = resolve(dirname(around.file), name.value)
  return playsIn(path, { ...around, keywords }, overlay(own, vars), name)
}
