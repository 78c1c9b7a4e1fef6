import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { type Shell, sh } from '../module/index.ts'
import type { Scope } from '../values/index.ts'
import { render } from '../values/index.ts'

/** Exports for the `environment` keywords around a task, outermost first; the inner ones win. */
export function exportsOf(environment: readonly Located[], scope: Scope): readonly Shell[] {
  const variables = new Map<string, string>()
  for (const located of environment) {
    for (const [name, value] of pairsIn(render(located, scope), located)) variables.set(name, value)
  }
  return [...variables].map(([name, value]) => sh`export ${`${name}=${value}`}`)
}

function pairsIn(value: unknown, located: Located): [string, string][] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap(item => pairsIn(item, located))
  if (typeof value !== 'object') {
    throw new Fault('environment: a mapping of names to values is wanted', {
      place: placeOf(located),
    })
  }
  return Object.entries(value).map(([name, text]) => [checkedName(name, located), String(text)])
}

function checkedName(name: string, located: Located): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name
  throw new Fault(`environment: "${name}" is no name that a shell can export`, {
    place: placeOf(located),
  })
}
