import { basename, join } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { varsAt } from '../inventory/index.ts'
import { findRole, roleFile } from './find.ts'
import { parseHandlers } from './handlers.ts'
import { refuseJinja } from './jinja.ts'
import type { Role, Step, Vars } from './model.ts'
import { readRoleMeta } from './roleMeta.ts'
import { parseRoleEntry, type RoleUse } from './roleUse.ts'
import { enter, type Surroundings } from './surroundings.ts'
import { readTasks, tasksIn } from './tasksFile.ts'
import { overlay } from './vars.ts'

/** What a use of a role comes to. */
export interface UsedRole {
  readonly role: Role
  readonly steps: readonly Step[]
}

/** Reads a role and all that it depends on: its steps, with those of its dependencies first. */
export function useRole(use: RoleUse, around: Surroundings): UsedRole {
  const directory = findRole(use.name, around)
  const meta = readRoleMeta(directory, around.library)
  const key = use.once === undefined || meta.repeats ? undefined : `${directory} ${use.once}`
  const before = key === undefined ? undefined : around.found.uses.get(key)
  if (before) return { role: before, steps: [] }
  const outside = { ...around, keywords: use.keywords }
  const needed = neededBy(directory, meta.dependencies, use, outside)
  const role = roleOf(
    directory,
    use,
    needed.map(each => each.role),
    around,
  )
  if (key !== undefined) around.found.uses.set(key, role)
  around.found.roles.push(role)
  const inside = { ...outside, role }
  readHandlers(use, inside, directory)
  return {
    role,
    steps: [...needed.flatMap(each => each.steps), ...stepsOf(use, inside, directory)],
  }
}

/** What the role brings with it under its parameters. */
function neededBy(
  directory: string,
  dependencies: readonly Located[],
  use: RoleUse,
  around: Surroundings,
): readonly UsedRole[] {
  const inside = enter(around, directory, placeOf(use.name))
  return dependencies.map(dependency => {
    const next = parseRoleEntry(dependency, around.keywords)
    return useRole({ ...next, params: overlay(use.params, next.params) }, inside)
  })
}

function roleOf(
  directory: string,
  use: RoleUse,
  needed: readonly Role[],
  around: Surroundings,
): Role {
  const own = (part: 'defaults' | 'vars'): Vars[] => {
    const name = use.from?.[part] ?? 'main'
    const found = varsAt(join(directory, part, name.replace(/\.(ya?ml|json)$/, '')))
    if (found.length === 0 && use.from?.[part] !== undefined)
      throw missing(use, directory, part, name)
    for (const vars of found) refuseJinja(vars)
    return found
  }
  return {
    name: basename(use.name.value),
    directory,
    defaults: [...needed.flatMap(role => role.defaults), ...own('defaults')],
    vars: [...needed.flatMap(role => role.vars), ...own('vars')],
    params: around.role ? overlay(around.role.params, use.params) : use.params,
  }
}

function readHandlers(use: RoleUse, around: Surroundings, directory: string): void {
  const file = fileOf(use, directory, 'handlers')
  if (file === undefined) return
  const key = JSON.stringify([
    file,
    around.role?.params.value,
    { ...around.keywords, when: [], tags: [] },
  ])
  const known = around.handlersRead.get(key)
  const list = tasksIn(around.library.document(file, placeOf(use.name)))
  const handlers = known ?? parseHandlers(list, { ...around, file })
  around.handlersRead.set(key, handlers)
  around.found.handlers.push(...handlers.filter(each => !around.found.handlers.includes(each)))
}

function stepsOf(use: RoleUse, around: Surroundings, directory: string): readonly Step[] {
  const file = fileOf(use, directory, 'tasks')
  return file === undefined ? [] : readTasks(file, around, placeOf(use.name))
}

function fileOf(use: RoleUse, directory: string, part: 'tasks' | 'handlers'): string | undefined {
  const name = use.from?.[part]
  const file = roleFile(directory, part, name ?? 'main')
  if (file === undefined && name !== undefined) throw missing(use, directory, part, name)
  return file
}

function missing(use: RoleUse, directory: string, part: string, name: string): Fault {
  return new Fault(`role ${use.name.value} has no ${part}/${name}`, {
    place: placeOf(use.name),
    hint: `looked for ${join(directory, part, name)} with .yml, .yaml, .json and without`,
  })
}
