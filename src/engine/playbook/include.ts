import { z } from 'zod'
import { placeOf } from '../../base/yaml.ts'
import type { Action } from './action.ts'
import { type Entry, isTemplate, mappingField, textsField } from './fields.ts'
import { findTasks } from './find.ts'
import { identityOf } from './identity.ts'
import { optionAt, ROLE_OPTIONS, roleFiles } from './import.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import { parseLoop } from './loop.ts'
import type { Include, Included, Keywords } from './model.ts'
import { optionsOf } from './options.ts'
import { useRole } from './role.ts'
import { nothingFound, type Surroundings } from './surroundings.ts'
import { readTasks } from './tasksFile.ts'

const APPLY = z.record(z.string(), z.unknown()).optional()
const TASKS = { schema: z.strictObject({ file: z.string(), apply: APPLY }), main: 'file' }
const ROLE = {
  schema: z.strictObject({ ...ROLE_OPTIONS, apply: APPLY, public: z.literal(false).optional() }),
  main: 'name',
}

/** `include_tasks`: read when a host gets there. A literal file is read now as well, so that what is wrong in it is known. */
export function parseIncludeTasks(entry: Entry, action: Action, around: Surroundings): Include {
  checkKeywords(entry, 'include', [action.key])
  const { options, entry: given } = optionsOf(entry, action, TASKS)
  const file = optionAt(given, 'file', options.file)
  const load = (name: string, inside: Surroundings): Included => {
    const path = findTasks({ ...file, value: name }, around)
    const steps = readTasks(path, withVars(entry, inside), placeOf(file))
    return { file: path, steps, handlers: inside.found.handlers, role: around.role }
  }
  return includeOf(entry, given, around, { action, what: { kind: 'tasks', file }, load })
}

/** `include_role`: the same for a role. */
export function parseIncludeRole(entry: Entry, action: Action, around: Surroundings): Include {
  checkKeywords(entry, 'include', [action.key])
  const { options, entry: given } = optionsOf(entry, action, ROLE)
  const role = optionAt(given, 'name', options.name)
  const tasks = options.tasks_from
  const tasksFrom = tasks === undefined ? undefined : optionAt(given, 'tasks_from', tasks)
  const params = mappingField(entry, 'vars') ?? { ...entry, value: {} }
  const load = (name: string, inside: Surroundings, from = tasks): Included => {
    const files = { ...roleFiles(options), tasks: from }
    const use = { name: { ...role, value: name }, params, keywords: inside.keywords, from: files }
    const used = useRole(use, inside)
    const { handlers } = inside.found
    return { file: used.role.directory, steps: used.steps, handlers, role: used.role }
  }
  return includeOf(entry, given, around, { action, what: { kind: 'role', role, tasksFrom }, load })
}

interface Inclusion {
  readonly action: Action
  readonly what: Include['what']
  readonly load: (name: string, inside: Surroundings, tasksFrom?: string) => Included
}

function includeOf(
  entry: Entry,
  given: Entry,
  around: Surroundings,
  { action, what, load }: Inclusion,
): Include {
  const texts = what.kind === 'tasks' ? [what.file] : [what.role, what.tasksFrom]
  const isLiteral = !texts.some(text => isTemplate(text?.value))
  const loadIn = (isChecked: boolean, name: string, tasksFrom?: string): Included =>
    load(name, { ...insideInclude(given, around), isChecked }, tasksFrom)
  if (isLiteral && !around.isChecked) loadIn(false, texts[0]?.value ?? '')
  return {
    kind: 'include',
    ...inherit(around.keywords, entry),
    ...identityOf(entry, action.name),
    role: around.role,
    loop: parseLoop(entry),
    what,
    load: (name, tasksFrom) => loadIn(isLiteral, name, tasksFrom),
  }
}

/** What is included stands under what stands around the include, and under `apply`; not under the include's own keywords. */
function insideInclude(given: Entry, around: Surroundings): Surroundings {
  const inside = { ...around, found: nothingFound() }
  const apply = mappingField(given, 'apply')
  if (!apply) return inside
  checkKeywords(apply, 'apply')
  return {
    ...inside,
    keywords: inherit(around.keywords, apply),
    notify: [...around.notify, ...textsField(apply, 'notify')],
  }
}

/** The include's own `vars` reach what it includes. */
function withVars(entry: Entry, inside: Surroundings): Surroundings {
  const vars = mappingField(entry, 'vars')
  if (!vars) return inside
  const { keywords } = inside
  const more: Keywords = {
    ...keywords,
    vars: [...keywords.vars, vars],
    includeVars: [...(keywords.includeVars ?? []), vars],
  }
  return { ...inside, keywords: more }
}
