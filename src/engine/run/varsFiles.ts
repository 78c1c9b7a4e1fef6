import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { type Layer, loadVars } from '../inventory/index.ts'
import type { Scope } from '../values/index.ts'
import { createScope, render, UndefinedFault } from '../values/index.ts'
import type { Course } from './course.ts'
import type { HostState } from './hosts.ts'
import { literal } from './layers.ts'

/** The layers of a play's `vars_files` for a host, read once. A file named by facts is left out until there are facts. */
export function varsFilesOf(course: Course, host: HostState): readonly Layer[] {
  const known = course.varsFiles.get(host.name)
  if (known) return known
  const scope = namingScope(course, host)
  const waits = course.play.gatherFacts && !host.gathered
  const read = course.play.varsFiles.map(entry => {
    try {
      return layersOf(entry, course.play.directory, scope)
    } catch (error) {
      if (waits && error instanceof UndefinedFault) return undefined
      throw error
    }
  })
  const layers = read.flatMap(one => one ?? [])
  if (!read.includes(undefined)) course.varsFiles.set(host.name, layers)
  return layers
}

/** What the names of the files may refer to. */
function namingScope({ play, run }: Course, host: HostState): Scope {
  const { extraVars } = run.options
  return createScope(
    [
      ...host.host.layers,
      literal('facts', host.facts),
      { name: 'play vars', vars: play.vars },
      ...(extraVars ?? []),
    ],
    { magic: { inventory_hostname: () => host.name, group_names: () => host.host.groups } },
  )
}

function layersOf(entry: Located, directory: string, scope: Scope): Layer[] {
  const names = [render(entry, scope)].flat().map(String)
  const found = names.map(name => resolve(directory, name)).find(existsSync)
  if (found !== undefined) return [{ name: found, vars: loadVars(found) }]
  throw new Fault(`vars_files: there is no ${names.join(', nor ')}`, {
    place: placeOf(entry),
    hint: `relative names are looked for in ${directory}`,
  })
}
