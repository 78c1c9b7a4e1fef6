import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { asEntry, type Entry, isTemplate, mappingField, textField } from './fields.ts'
import { inherit } from './inherit.ts'
import { keywordsOf } from './keywords.ts'
import type { Keywords, Vars } from './model.ts'
import { overlay } from './vars.ts'

/** One use of a role, as an entry of `roles`, a dependency, an import or an include asks for it. */
export interface RoleUse {
  readonly name: Located<string>
  readonly params: Vars
  readonly keywords: Keywords
  readonly from?: RoleFiles
  /** Tells equal uses apart from others: a second equal one does nothing. Undefined: always done. */
  readonly once?: string
}

/** The files to take in place of each `main`. */
export type RoleFiles = Partial<
  Record<'tasks' | 'vars' | 'defaults' | 'handlers', string | undefined>
>

/** An entry of `roles` or of `dependencies`: a name, or a mapping with keywords; every other key is a parameter. */
export function parseRoleEntry(located: Located, keywords: Keywords): RoleUse {
  if (typeof located.value === 'string')
    return {
      name: literal({ ...located, value: located.value }),
      params: none(located),
      keywords,
      once: '',
    }
  const entry = asEntry(located, 'a role')
  const name = textField(entry, 'role') ?? textField(entry, 'name')
  if (!name) throw new Fault('a role needs a name: `role: NAME`', { place: placeOf(located) })
  const { role: _, name: __, ...rest } = entry.value
  return {
    name: literal(name),
    params: overlay(mappingField(entry, 'vars') ?? none(located), paramsOf(entry)),
    keywords: inherit(keywords, entry),
    once: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest),
  }
}

/** Roles that every host gets are read before there are hosts, so that their names can hold no template. */
export function literal(name: Located<string>): Located<string> {
  if (!isTemplate(name.value)) return name
  throw new Fault(`"${name.value}": this name is needed before anything runs`, {
    place: placeOf(name),
    hint: 'include_role and include_tasks take templates; imports and roles do not',
  })
}

function paramsOf(entry: Entry): Vars {
  const keywords = ['name', ...keywordsOf('role')]
  const params = Object.entries(entry.value).filter(([key]) => !keywords.includes(key))
  return { ...entry, value: Object.fromEntries(params) }
}

function none(located: Located): Vars {
  return { ...located, value: {} }
}
