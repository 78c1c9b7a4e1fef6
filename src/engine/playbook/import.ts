import { z } from 'zod'
import { below, type Located, placeOf } from '../../base/yaml.ts'
import type { Action } from './action.ts'
import { type Entry, mappingField, textsField } from './fields.ts'
import { findTasks } from './find.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import type { Step } from './model.ts'
import { optionsOf } from './options.ts'
import { useRole } from './role.ts'
import { literal, type RoleFiles } from './roleUse.ts'
import type { Surroundings } from './surroundings.ts'
import { readTasks } from './tasksFile.ts'

const TASKS = { schema: z.strictObject({ file: z.string() }), main: 'file' }

/** Options that name a role and its files; shared by import_role and include_role. */
export const ROLE_OPTIONS = {
  name: z.string(),
  tasks_from: z.string().optional(),
  vars_from: z.string().optional(),
  defaults_from: z.string().optional(),
  handlers_from: z.string().optional(),
}
const ROLE = { schema: z.strictObject(ROLE_OPTIONS), main: 'name' }

/** `import_tasks`: the file's steps stand in its place, each with the import's keywords. */
export function importTasks(entry: Entry, action: Action, around: Surroundings): readonly Step[] {
  checkKeywords(entry, 'import', [action.key])
  const { options, entry: given } = optionsOf(entry, action, TASKS)
  const file = literal(optionAt(given, 'file', options.file))
  return readTasks(findTasks(file, around), insideImport(entry, around), placeOf(file))
}

/** `import_role`: the role's steps stand in its place, and the play sees its variables. */
export function importRole(entry: Entry, action: Action, around: Surroundings): readonly Step[] {
  checkKeywords(entry, 'import', [action.key])
  const { options, entry: given } = optionsOf(entry, action, ROLE)
  const inside = insideImport(entry, around)
  const use = {
    name: literal(optionAt(given, 'name', options.name)),
    params: mappingField(entry, 'vars') ?? { ...entry, value: {} },
    keywords: inside.keywords,
    from: roleFiles(options),
  }
  return useRole(use, inside).steps
}

/** The files that the options name in place of a role's main ones. */
export function roleFiles(
  options: {
    readonly [Name in keyof RoleFiles as `${Name}_from`]?: string | undefined
  },
): RoleFiles {
  return {
    tasks: options.tasks_from,
    vars: options.vars_from,
    defaults: options.defaults_from,
    handlers: options.handlers_from,
  }
}

/** An option's value with its place. */
export function optionAt(given: Entry, name: string, value: string): Located<string> {
  return { ...below(given, name), value }
}

function insideImport(entry: Entry, around: Surroundings): Surroundings {
  return {
    ...around,
    keywords: inherit(around.keywords, entry),
    notify: [...around.notify, ...textsField(entry, 'notify')],
  }
}
