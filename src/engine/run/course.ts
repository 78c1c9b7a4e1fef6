import type { Limit } from '../../base/limit.ts'
import type { Layer } from '../inventory/index.ts'
import type { Event } from '../module/index.ts'
import type { Play, Playbook } from '../playbook/index.ts'
import type { Connections } from './connections.ts'
import type { Handlers } from './handlers.ts'
import type { Fleet, HostState } from './hosts.ts'
import type { RunOptions } from './options.ts'
import type { Score } from './score.ts'

/** What lasts as long as a run. */
export interface Run {
  readonly options: RunOptions
  readonly playbook: Playbook
  readonly id: string
  readonly signal: AbortSignal
  readonly fleet: Fleet
  readonly score: Score
  readonly connections: Connections
  /** How many hosts may be at work at a time. */
  readonly limit: Limit
  report(event: Event): void
  /** A number that this run has not used yet. */
  next(): number
}

/** A play on one batch of its hosts. */
export interface Course {
  readonly run: Run
  readonly play: Play
  /** Every host that the play began with. */
  readonly all: readonly HostState[]
  readonly batch: readonly HostState[]
  readonly handlers: Handlers
  /** The layers of `vars_files`, host by host, once they could be read. */
  readonly varsFiles: Map<string, readonly Layer[]>
}

/** What the steps being walked have around them beside the play. */
export interface Frame {
  /** Variables that includes on the way here brought, host by host, low to high. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>
  /** A failure here is not the last word: a rescue is waiting. */
  readonly rescuable: boolean
  readonly handler: boolean
}

/** Around the steps that a play holds itself. */
export const OUTERMOST: Frame = { layers: new Map(), rescuable: false, handler: false }
