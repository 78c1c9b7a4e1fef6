import type { Host } from '../../inventory/index.ts'
import type { Role, Vars } from '../../playbook/index.ts'
import { MAGIC } from '../magic.ts'

/** Names, each with the places that give it a value; none for what only a run can give one. */
export type Definitions = ReadonlyMap<string, readonly Vars[]>

/** Names that a run defines. */
export function namesOnly(names: Iterable<string>): Definitions {
  return new Map([...names].map(name => [name, []]))
}

/** The names in any of these. */
export function definitionsIn(all: Iterable<Vars>): Definitions {
  const found = new Map<string, Vars[]>()
  for (const vars of new Set(all)) {
    for (const name of Object.keys(vars.value)) {
      const known = found.get(name)
      if (known) known.push(vars)
      else found.set(name, [vars])
    }
  }
  return found
}

/** The names that the inventory gives these hosts. */
export function definitionsOfHosts(hosts: readonly Host[]): readonly Definitions[] {
  const layers = new Set(hosts.flatMap(host => host.layers))
  const isResult = [...layers].filter(layer => layer.literal)
  const isSource = [...layers].filter(layer => !layer.literal)
  return [
    definitionsIn(isSource.map(layer => layer.vars)),
    namesOnly(isResult.flatMap(layer => Object.keys(layer.vars.value))),
  ]
}

/** The names that a role brings. */
export function definitionsOfRole({ defaults, vars, params }: Role): Definitions {
  return definitionsIn([...defaults, ...vars, params])
}

/** True for names that exist without being written: the magic ones, and facts. */
export function isGiven(name: string): boolean {
  return name.startsWith('ansible_') || Object.hasOwn(MAGIC, name)
}
