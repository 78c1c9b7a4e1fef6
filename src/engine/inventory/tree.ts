import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import type { Draft, GroupDraft } from './draft.ts'

/** How groups stand to each other, once every source is read. */
export interface Tree {
  /** Every group but `all`, in the order in which their variables override each other: low to high. */
  readonly ordered: readonly GroupDraft[]
  /** The names of a host's groups and of all groups above them, without `all`. */
  groupsOf(host: string): ReadonlySet<string>
}

/** Works out depths, parents and the merge order. Groups that contain each other are a Fault. */
export function treeOf(draft: Draft): Tree {
  const parents = parentsIn(draft)
  const depths = new Map<string, number>()
  for (const group of draft.groups.values()) depthOf(group.name, { draft, parents, depths }, [])
  const ordered = [...draft.groups.values()]
    .filter(group => group.name !== 'all')
    .map(group => ({ group, depth: depths.get(group.name) ?? 0, priority: priorityOf(group) }))
    .sort((a, b) => a.depth - b.depth || a.priority - b.priority || compare(a.group, b.group))
    .map(({ group }) => group)
  return { ordered, groupsOf: host => groupsOf(host, draft, parents) }
}

type Parents = ReadonlyMap<string, readonly string[]>

function parentsIn(draft: Draft): Parents {
  const parents = new Map<string, string[]>()
  for (const group of draft.groups.values())
    for (const child of group.children.keys())
      parents.set(child, [...(parents.get(child) ?? []), group.name])
  return parents
}

interface Walk {
  readonly draft: Draft
  readonly parents: Parents
  readonly depths: Map<string, number>
}

/** The longest way down from `all`. `below` is the way up so far: meeting it again is a loop. */
function depthOf(name: string, walk: Walk, below: readonly string[]): number {
  const known = walk.depths.get(name)
  if (known !== undefined) return known
  if (below.includes(name)) throw loop([...below.slice(below.indexOf(name)), name], walk.draft)
  const above = walk.parents.get(name) ?? []
  const depth = Math.max(
    name === 'all' ? 0 : 1,
    ...above.map(parent => 1 + depthOf(parent, walk, [...below, name])),
  )
  walk.depths.set(name, depth)
  return depth
}

function loop(upwards: readonly string[], draft: Draft): Fault {
  const way = upwards.toReversed()
  const place = draft.groups.get(way[0] ?? '')?.children.get(way[1] ?? '')
  return new Fault(`groups contain each other: ${way.join(' > ')}`, { place })
}

function priorityOf(group: GroupDraft): number {
  const name = 'ansible_group_priority'
  const layer = group.vars.findLast(({ vars }) => name in vars.value)
  if (!layer) return 1
  const priority = Number(layer.vars.value[name])
  if (Number.isInteger(priority)) return priority
  const place = placeOf({ ...layer.vars, at: [...layer.vars.at, name] })
  throw new Fault(`group "${group.name}": ${name} must be a whole number`, { place })
}

function compare(a: GroupDraft, b: GroupDraft): number {
  return a.name < b.name ? -1 : 1
}

function groupsOf(host: string, draft: Draft, parents: Parents): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (name: string): void => {
    if (name === 'all' || found.has(name)) return
    found.add(name)
    for (const parent of parents.get(name) ?? []) add(parent)
  }
  for (const group of draft.groups.values())
    if (group.name !== 'ungrouped' && group.hosts.has(host)) add(group.name)
  return found.size === 0 ? new Set(['ungrouped']) : found
}
