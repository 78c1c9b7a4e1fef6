import type { Readable } from 'node:stream'
import type { Shell } from './shell.ts'

/** What one part of a fragment printed: the first and the last MiB of each stream. */
export interface Output {
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Bytes left out of the middle. */
  readonly dropped: number
}

/** What the parts of a script printed. A part that did not run is undefined. `rc` is that of the last part that ran. */
export interface Parts {
  readonly check?: Output
  readonly apply?: Output
  readonly rc: number
}

/** Bytes too many to travel in the script. They are sent after `check` said that they are needed. */
export interface Payload {
  /** Reads the bytes on standard input and stores them for `apply`. Exits non-zero unless they arrived whole. */
  readonly receive: Shell
  open(): Readable
}

/** The state before and after, both as printed on the host (or known here) once `check` said that they differ. */
export interface Show {
  /** What is compared, usually a path. */
  readonly name: string
  readonly before: Shell
  readonly after: Shell | { readonly text: string }
}

/**
 * What a module asks of a host. It runs as `check || apply`; check mode runs `check` alone.
 * Both are POSIX sh with coreutils or busybox, read no standard input and hold no here-document.
 */
export interface Script {
  /** Exits 0 when nothing is to be done, 1 when `apply` is; anything else is a failed task. */
  readonly check: Shell
  /** Exits 0 when done; anything else is a failed task. */
  readonly apply: Shell
  readonly show?: Show
  /** Asked for only when `check` said that `apply` is needed; what `check` printed may decide what is sent. */
  readonly payload?: (check: Output) => Payload | undefined
  /** Reads result fields (rc, stdout, stat, ...) out of what the parts printed. */
  readonly result?: (parts: Parts) => Readonly<Record<string, unknown>>
  /** Facts to add to the host's variables. */
  readonly facts?: (parts: Parts) => Readonly<Record<string, unknown>>
  /** The reason of a failure in one sentence, where the last line of stderr would not do. */
  readonly failure?: (parts: Parts) => string | undefined
  /** Check mode can't know what this would do: there the task is skipped, for this reason. */
  readonly skipInCheckMode?: string
}
