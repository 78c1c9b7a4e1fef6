import type { Duplex, Readable } from 'node:stream'
import type { Output } from './script.ts'
import type { Shell } from './shell.ts'

/** One task for one host, in the form that a session sends. */
export interface Fragment {
  /** Undefined: `apply` runs without asking (its payload was asked for and has arrived). */
  readonly check?: Shell
  /** Undefined in check mode: a fragment whose check differs ends as `would`. */
  readonly apply?: Shell
  /** Prints the state before and as it would be after; run when the check differs. */
  readonly before?: Shell
  readonly after?: Shell
  /** The batch stops here as `wants` when the check differs: bytes must be sent first. */
  readonly wantsPayload?: boolean
  /** Names written to the host's pending list before `apply` runs, so that no handler is ever lost. Taken back when `apply` fails. */
  readonly notifies?: readonly string[]
  /** Names taken off the pending list once this fragment has succeeded. */
  readonly settles?: readonly string[]
  /** Temporary files that it, or bytes sent for it, may leave behind: noted on the host, so that a later run can sweep them. */
  readonly temps?: readonly string[]
  /** The batch goes on after a failure of this fragment. */
  readonly ignoreErrors?: boolean
  /** Seconds after which the fragment is killed (its rc is then 137). */
  readonly timeout?: number
}

/**
 * `ok`: nothing to do. `changed`: applied. `would`: differs, nothing applied. `wants`: differs, bytes are needed.
 * `failed`: check or apply failed. A fragment behind the end of a batch has no result.
 */
export interface FragmentResult {
  readonly phase: 'ok' | 'changed' | 'would' | 'wants' | 'failed'
  /** Exit status of the part that decided the phase. */
  readonly rc: number
  readonly check?: Output
  readonly before?: Output
  readonly after?: Output
  readonly apply?: Output
}

/** Whom to become on the host, and how. */
export interface Become {
  readonly user: string
  readonly method: 'sudo' | 'su'
  readonly password?: string
}

/** A long-lived shell of one user on one host. What is asked of it at once is done one after the other. */
export interface Session {
  /** Handler names that an earlier run left pending on this host. */
  readonly pending: readonly string[]
  /**
   * Sends fragments as one batch: one round trip. They run in order and stop at the first failure or want.
   * Reports each as it ends. Resolves to the number of fragments that ran.
   * Throws UnreachableFault when the connection is lost: what was reported was done, the rest is unknown.
   */
  run(
    fragments: readonly Fragment[],
    report: (index: number, result: FragmentResult) => void,
    signal: AbortSignal,
  ): Promise<number>
  /** Runs a command with these bytes on its standard input, on a channel of its own, as this session's user. */
  receive(
    command: Shell,
    bytes: Readable,
    signal: AbortSignal,
  ): Promise<{ readonly rc: number; readonly output: Output }>
  /** Adds names to, or takes them off, the host's pending list. */
  settle(change: {
    readonly add?: readonly string[]
    readonly remove?: readonly string[]
  }): Promise<void>
}

/** An authenticated connection to one host. */
export interface Connection {
  /** The session of the login user, or of another; opened at first use, then the same. Takes the host's lock. */
  session(become?: Become): Promise<Session>
  /** A TCP connection from the host (direct-tcpip). */
  connect(host: string, port: number): Promise<Duplex>
  /** Batches sent so far: each costs one round trip. */
  readonly roundTrips: number
  /** Releases the locks and ends the connection. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Names the run in the host's lock and in temporary files. */
  readonly run: string
  /** `-u` or `remote_user`, under the host's own variables. */
  readonly user?: string
  /** `--private-key`. */
  readonly privateKey?: string
  readonly signal: AbortSignal
}

/** Makes connections. Throws UnreachableFault with one clear sentence when it can't. */
export interface Transport {
  /** `variables` holds the host's connection variables (ansible_host, ansible_port, ansible_user, ...), rendered. */
  connect(
    host: string,
    variables: Readonly<Record<string, unknown>>,
    options: ConnectOptions,
  ): Promise<Connection>
}
