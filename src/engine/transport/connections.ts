import type { ConnectOptions } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import { HostConnection } from './connection.ts'

/** What every transport may be told. */
export interface SessionLimits {
  /** Seconds to wait for another run's lock on a host: 30 when absent. */
  readonly lockPatience?: number
  /** Bytes that one part of a task may print on one stream before it is ended: 256 MiB when absent. */
  readonly outputLimit?: number
}

/** Makes the connections of one transport, and knows which of them were lost. */
export class Connections {
  readonly #limits: SessionLimits
  readonly #carriers = new Map<string, Carrier>()

  constructor(limits: SessionLimits) {
    this.#limits = limits
  }

  /** A connection over an open carrier. `wharf_state_dir` moves what it keeps on the host. */
  over(
    carrier: Carrier,
    variables: Readonly<Record<string, unknown>>,
    { run, signal }: ConnectOptions,
  ): HostConnection {
    const stateDirectory = variables['wharf_state_dir']
    const connection = new HostConnection(carrier, {
      run,
      signal,
      lockPatience: this.#limits.lockPatience ?? 30,
      outputLimit: this.#limits.outputLimit ?? 256 * 1024 * 1024,
      stateDirectory: typeof stateDirectory === 'string' ? stateDirectory : undefined,
      lost: () => this.#lost(),
      closed: name => {
        if (carrier.failure === undefined) this.#carriers.delete(name)
      },
    })
    this.#carriers.set(connection.name, carrier)
    return connection
  }

  /** What these left on their hosts has no owner any more. */
  #lost(): string[] {
    const entries = [...this.#carriers].filter(([, carrier]) => carrier.failure !== undefined)
    return entries.map(([name]) => name)
  }
}
