import { Fault } from '../../base/fault.ts'
import { didYouMean, nearest } from '../../base/suggest.ts'
import { below, type Located, placeOf } from '../../base/yaml.ts'
import { asText, type Entry, field, type Mapping } from './fields.ts'
import { isKeyword, keywordsOf, refusal } from './keywords.ts'

/** What a step does: the one key of its mapping that is no keyword. */
export interface Action {
  /** Without the collection it may be written with. */
  readonly name: string
  /** The key that said so. */
  readonly key: string
  /** What stands under it. */
  readonly given: Located
}

const COLLECTIONS = /^(ansible\.builtin|ansible\.legacy|kubernetes\.core)\./

/** The name of a module or statement without its collection. */
export function shortName(name: string): string {
  return name.replace(COLLECTIONS, '')
}

/** Finds what a step does among the names known. None, two, or an unknown one is a Fault. */
export function findAction(entry: Entry, known: ReadonlySet<string>): Action {
  const keys = Object.keys(entry.value).filter(key => !isKeyword(key))
  const actions = keys.filter(key => known.has(shortName(key)))
  const spelled = ['action', 'local_action'].filter(key => field(entry, key))
  const [key, second] = [...actions, ...spelled]
  if (second !== undefined)
    throw new Fault(`two modules in one task: ${key} and ${second}`, {
      place: entry.places?.key([...entry.at, second]),
    })
  const stranger = keys.find(each => !actions.includes(each))
  if (key === undefined) throw nothingKnown(entry, keys, known)
  if (stranger !== undefined) throw refusal(entry, stranger, 'task')
  if (spelled.length === 0) return { name: shortName(key), key, given: below(entry, key) }
  return spelledOut(below(entry, key), key, known)
}

/** `action: copy src=a dest=b`, or `action: {module: copy, src: a}`. */
function spelledOut(located: Located, key: string, known: ReadonlySet<string>): Action {
  const { name, given } = splitAction(located, key)
  if (known.has(shortName(name))) return { name: shortName(name), key, given }
  throw unknownModule(name, known, placeOf(located))
}

function splitAction(located: Located, key: string): { name: string; given: Located } {
  if (typeof located.value === 'object') {
    const { module, ...args } = located.value as Mapping
    const name = asText({ ...below(located, 'module'), value: module }, `the module of ${key}`)
    return { name: name.value, given: { ...located, value: args } }
  }
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(asText(located, key).value) ?? []
  return { name, given: { ...located, value: rest === '' ? undefined : rest } }
}

/** The key that is most likely meant to be the module is the one that resembles no keyword. */
function nothingKnown(entry: Entry, keys: readonly string[], known: ReadonlySet<string>): Fault {
  const keywords = keywordsOf('task')
  const meant = keys.find(key => nearest(key, known)) ?? keys.find(key => !nearest(key, keywords))
  if (meant !== undefined)
    return unknownModule(meant, known, entry.places?.key([...entry.at, meant]))
  const [misspelt] = keys
  if (misspelt !== undefined) return refusal(entry, misspelt, 'task')
  return new Fault('this task has no module: nothing says what it is to do', {
    place: placeOf(entry),
    hint: '`wharf doc` lists the modules',
  })
}

function unknownModule(
  name: string,
  known: ReadonlySet<string>,
  place: ReturnType<typeof placeOf>,
): Fault {
  return new Fault(`unknown module "${name}"${didYouMean(shortName(name), known)}`, {
    place,
    hint: '`wharf doc` lists the modules',
  })
}
