import type { Place } from '../../base/fault.ts'
import type { Layer } from './model.ts'

/** A group while sources are still being read. */
export interface GroupDraft {
  readonly name: string
  readonly vars: Layer[]
  readonly hosts: Set<string>
  /** Each child and where it was named. */
  readonly children: Map<string, Place | undefined>
}

/** What the sources said so far; definitions of one name add up. */
export interface Draft {
  /** In the order they were first named, with their own variables, low to high. */
  readonly hosts: Map<string, Layer[]>
  readonly groups: Map<string, GroupDraft>
}

/** A draft that knows the groups which always exist. */
export function emptyDraft(): Draft {
  const draft: Draft = { hosts: new Map(), groups: new Map() }
  groupIn(draft, 'all')
  groupIn(draft, 'ungrouped')
  return draft
}

/** The group of that name, made when it is new. */
export function groupIn(draft: Draft, name: string): GroupDraft {
  const known = draft.groups.get(name)
  if (known) return known
  const made: GroupDraft = { name, vars: [], hosts: new Set(), children: new Map() }
  draft.groups.set(name, made)
  return made
}

/** Puts a host, new or known, into a group. */
export function addHost(draft: Draft, group: string, name: string, layers: readonly Layer[]): void {
  draft.hosts.set(name, [...(draft.hosts.get(name) ?? []), ...layers])
  groupIn(draft, group).hosts.add(name)
}
