import type { Inventory, Layer } from '../inventory/model.ts'
import type { Module, Recap, Report, Transport } from '../module/index.ts'
import type { TagChoice } from '../playbook/index.ts'

/** What a run works with and how. */
export interface RunOptions {
  readonly inventory: Inventory
  readonly transport: Transport
  readonly report: Report
  /** Aborting it stops the run: nothing more is sent, every connection is closed. */
  readonly signal: AbortSignal
  /** Hosts at work at a time; 5 unless said. */
  readonly forks?: number
  readonly check?: boolean
  readonly diff?: boolean
  /** A host pattern: plays are cut down to it. */
  readonly limit?: string | undefined
  readonly tags?: TagChoice
  /** `-e`, low to high. */
  readonly extraVars?: readonly Layer[]
  readonly user?: string | undefined
  readonly privateKey?: string | undefined
  readonly verbosity?: number
  /** Tasks become this user unless they say otherwise. */
  readonly become?: BecomeDefaults | undefined
  /** The module that gathers facts; without it none are gathered. */
  readonly setup?: Module | undefined
  /** Magic variables beside the engine's own. */
  readonly magic?: Readonly<Record<string, unknown>>
  /** Names the run in locks, temporary files and reports. */
  readonly run?: string
}

/** `-b`, `--become-user` and the password, under keywords and variables. */
export interface BecomeDefaults {
  /** False without `-b`: only where a play or a host asks to become. */
  readonly always?: boolean
  readonly user: string
  readonly password?: string | undefined
}

/** How a run ended. */
export interface RunEnd {
  readonly recap: Recap
  readonly exitCode: number
}
