import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { below, type Located, placeOf } from '../../base/yaml.ts'
import { addHost, type Draft, groupIn } from './draft.ts'
import { parseHostName } from './hostName.ts'
import type { Layer } from './model.ts'

type Mapping = Readonly<Record<string, unknown>>

const KEYS = ['hosts', 'children', 'vars']

/** Adds what a YAML inventory says: a mapping of group names to `hosts`, `children` and `vars`. */
export function addGroups(draft: Draft, document: Located): void {
  for (const [name, group] of entries(document, 'an inventory', 'all:'))
    addGroup(draft, name, group)
}

function addGroup(draft: Draft, name: string, group: Located): void {
  groupIn(draft, name)
  for (const [key, part] of entries(group, `group "${name}"`, 'hosts:')) {
    if (key === 'hosts') addHosts(draft, name, part)
    else if (key === 'children') addChildren(draft, name, part)
    else if (key === 'vars') groupIn(draft, name).vars.push(layerOf(`group ${name}`, part))
    else throw unknownKey(name, key, part)
  }
}

function addHosts(draft: Draft, group: string, hosts: Located): void {
  for (const [pattern, vars] of entries(hosts, `hosts of group "${group}"`, 'web1:')) {
    const { names, port } = parseHostName(pattern, keyPlace(vars))
    const layers = layersOf(pattern, vars, port)
    for (const name of names) addHost(draft, group, name, layers)
  }
}

function layersOf(pattern: string, vars: Located, port: number | undefined): Layer[] {
  const layer = layerOf(`host ${pattern}`, vars)
  if (port === undefined) return [layer]
  const named = { ...vars, value: { ansible_port: port } }
  return [{ name: layer.name, vars: named }, layer]
}

function addChildren(draft: Draft, parent: string, children: Located): void {
  for (const [name, child] of entries(children, `children of group "${parent}"`, 'web:')) {
    groupIn(draft, parent).children.set(name, keyPlace(child))
    addGroup(draft, name, child)
  }
}

function layerOf(owner: string, vars: Located): Layer {
  const value = mappingOf(vars, `variables of ${owner}`, 'name: value')
  const file = placeOf(vars)?.file
  return { name: file === undefined ? owner : `${owner} in ${file}`, vars: { ...vars, value } }
}

/** The entries of a mapping, each located. Nothing at all is an empty mapping. */
function entries(located: Located, what: string, example: string): [string, Located][] {
  return Object.keys(mappingOf(located, what, example)).map(key => [key, below(located, key)])
}

function mappingOf(located: Located, what: string, example: string): Mapping {
  const { value } = located
  if (value === undefined || value === null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Mapping
  const kind = Array.isArray(value) ? 'a list' : `"${value}"`
  const first = Array.isArray(value) && typeof value[0] === 'string' ? `${value[0]}:` : example
  throw new Fault(`${what} must be a mapping, not ${kind}`, {
    place: placeOf(located),
    hint: `write each entry as a key with a colon, without a dash: \`${first}\``,
  })
}

function unknownKey(group: string, key: string, part: Located): Fault {
  return new Fault(`group "${group}": unknown key "${key}"${didYouMean(key, KEYS)}`, {
    place: keyPlace(part),
    hint: 'a group has hosts, children and vars; the groups inside it go under children',
  })
}

function keyPlace(located: Located): ReturnType<typeof placeOf> {
  return located.places?.key(located.at)
}
