import { type Host, hostNamed, type Inventory } from '../inventory/index.ts'
import type { Result } from '../module/index.ts'
import type { Seat } from './seat.ts'

/** What a failure leaves behind for rescue. */
export interface Failure {
  readonly task: string
  readonly result: Result
  /** False where the host itself was fine and another's failure took it along. */
  readonly own: boolean
}

/** What a run learns of a host as it goes on. */
export interface HostState {
  readonly name: string
  readonly host: Host
  /** `ended`: took leave of this play without a failure. */
  state: 'active' | 'failed' | 'unreachable' | 'ended'
  failure: Failure | undefined
  /** The failure that the steps now running rescue. */
  rescuing: Failure | undefined
  /** Gathered facts; names carry the `ansible_` prefix where the module gives it. */
  readonly facts: Record<string, unknown>
  gathered: boolean
  /** Registered results and set facts. */
  readonly variables: Record<string, unknown>
  /** Handler names on the host's pending lists, and on which session's list each is. */
  readonly marks: Map<string, Map<string, Seat>>
  /** Names that an earlier run left and no play of this run has taken up yet. */
  readonly overdue: Set<string>
}

/** All hosts that a run has to do with: those of the inventory, and those that tasks are delegated to. */
export class Fleet {
  readonly #states = new Map<string, HostState>()
  readonly #inventory: Inventory

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The state of a host; one that the inventory doesn't have is reached by its name alone. */
  at(name: string): HostState {
    return this.#states.get(name) ?? this.#begin(this.#hostOf(name))
  }

  /** The state of a host that a pattern selected, which may be the implicit localhost. */
  of(host: Host): HostState {
    return this.#states.get(host.name) ?? this.#begin(host)
  }

  /** Every host that has been met, and every host of the inventory. */
  names(): readonly string[] {
    return [...new Set([...this.#inventory.hosts.map(host => host.name), ...this.#states.keys()])]
  }

  met(): readonly HostState[] {
    return [...this.#states.values()]
  }

  #hostOf(name: string): Host {
    return hostNamed(this.#inventory, name) ?? { name, groups: [], layers: [] }
  }

  #begin(host: Host): HostState {
    const state: HostState = {
      name: host.name,
      host,
      state: 'active',
      failure: undefined,
      rescuing: undefined,
      facts: {},
      gathered: false,
      variables: {},
      marks: new Map(),
      overdue: new Set(),
    }
    this.#states.set(host.name, state)
    return state
  }
}

/** Those still in the play. */
export function active(hosts: readonly HostState[]): readonly HostState[] {
  return hosts.filter(host => host.state === 'active')
}

/** Takes hosts out of the play for what happened to another. */
export function fall(hosts: readonly HostState[], failure: Omit<Failure, 'own'>): void {
  for (const host of active(hosts)) {
    host.state = 'failed'
    host.failure = { ...failure, own: false }
  }
}

/** Takes hosts back into the play for a while. What it returns puts them out again. */
export function reprieve(hosts: readonly HostState[]): () => void {
  const before = hosts.map(host => ({ host, state: host.state, failure: host.failure }))
  for (const host of hosts) host.state = 'active'
  return function putOut() {
    for (const { host, state, failure } of before) {
      if (host.state === 'unreachable') continue
      host.state = state
      host.failure = failure
    }
  }
}
