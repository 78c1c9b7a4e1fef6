import type { HostState } from './hosts.ts'

/** Variables by name, each computed when asked for. */
export type Magic = Readonly<Record<string, () => unknown>>

/** What a host knows of itself, seen from anywhere. */
export function hostMagic(host: HostState): Magic {
  return {
    inventory_hostname: () => host.name,
    inventory_hostname_short: () => host.name.split('.')[0],
    group_names: () => host.host.groups,
    ansible_facts: () => withoutPrefix(host.facts),
  }
}

function withoutPrefix(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(facts)
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/^ansible_/, ''), value]))
}
