import { resolve } from 'node:path'
import { type Beside, besideOf } from './beside.ts'
import { type Draft, emptyDraft } from './draft.ts'
import type { Host, Inventory, Layer } from './model.ts'
import { readSource } from './source.ts'
import { type Tree, treeOf } from './tree.ts'

/** Reads and merges inventory sources, later ones winning. Anything wrong in them is a Fault. */
export function loadInventory(
  sources: readonly string[],
  options: { readonly playbookDirectory?: string | undefined } = {},
): Inventory {
  const draft = emptyDraft()
  const read = sources.map(source => readSource(draft, source))
  const directories = read.flatMap(({ directory }) => directory ?? [])
  const whole: Whole = {
    draft,
    tree: treeOf(draft),
    beside: besideOf(directories, options.playbookDirectory),
  }
  const hosts = [...draft.hosts.keys()].map(name => hostOf(name, whole))
  return {
    hosts,
    groups: groupsIn(draft, hosts),
    file: read[0]?.file ?? '',
    directory: directories[0] ?? resolve(),
  }
}

interface Whole {
  readonly draft: Draft
  readonly tree: Tree
  readonly beside: Beside
}

function hostOf(name: string, { draft, tree, beside }: Whole): Host {
  const mine = tree.groupsOf(name)
  const groups = tree.ordered.filter(group => mine.has(group.name))
  const ofGroups = (read: Beside['playbook']): Layer[] =>
    groups.flatMap(group => read('group_vars', group.name))
  return {
    name,
    groups: [...mine].sort(),
    layers: [
      ...(draft.groups.get('all')?.vars ?? []),
      ...groups.flatMap(group => group.vars),
      ...beside.inventories('group_vars', 'all'),
      ...beside.playbook('group_vars', 'all'),
      ...ofGroups(beside.inventories),
      ...ofGroups(beside.playbook),
      ...(draft.hosts.get(name) ?? []),
      ...beside.inventories('host_vars', name),
      ...beside.playbook('host_vars', name),
    ],
  }
}

function groupsIn(draft: Draft, hosts: readonly Host[]): Inventory['groups'] {
  const names = [...draft.groups.keys()]
  const groups = names.map(group => {
    const members = hosts.filter(host => group === 'all' || host.groups.includes(group))
    return [group, members.map(host => host.name)] as const
  })
  return Object.fromEntries(groups)
}
