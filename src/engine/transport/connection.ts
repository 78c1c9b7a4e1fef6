import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Become, Connection, Session } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import { openSession } from './openSession.ts'
import { HostSession } from './session.ts'

export interface ConnectionOptions {
  readonly run: string
  readonly signal: AbortSignal
  /** Seconds to wait for another run's lock. */
  readonly lockPatience: number
  /** Bytes that one part of a fragment may print on one stream. */
  readonly outputLimit: number
  readonly stateDirectory: string | undefined
  /** Names of connections of this process that were lost. */
  readonly lost: () => readonly string[]
  readonly closed: (name: string) => void
}

/** An open connection: its sessions, one for each user, and what they have cost. */
export class HostConnection implements Connection {
  readonly #carrier: Carrier
  readonly #options: ConnectionOptions
  /** Unlike that of any other connection, ever. */
  readonly name = randomBytes(8).toString('hex')
  // A session that could not be opened stays so: trying a wrong password again would lock the account.
  readonly #sessions = new Map<string, Promise<HostSession>>()
  #trips = 0

  constructor(carrier: Carrier, options: ConnectionOptions) {
    this.#carrier = carrier
    this.#options = options
  }

  /** Counted from the greeting of the first shell, which ends the login, to the last result. */
  get roundTrips(): number {
    return this.#trips
  }

  session(become?: Become): Promise<Session> {
    // To become oneself is to stay.
    const other = become?.user === this.#carrier.user ? undefined : become
    const key = other ? `${other.method} ${other.user}` : ''
    const known = this.#sessions.get(key)
    if (known) return known
    if (this.#sessions.size > 0) this.#trips += 2
    const session = this.#open(other)
    this.#sessions.set(key, session)
    return session
  }

  connect(host: string, port: number): Promise<Duplex> {
    this.#trips++
    return this.#carrier.connect(host, port)
  }

  async close(): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values())
    await Promise.all(
      sessions.map(session => (session.status === 'fulfilled' ? session.value.close() : undefined)),
    )
    this.#options.closed(this.name)
    await this.#carrier.end()
  }

  async #open(become: Become | undefined): Promise<HostSession> {
    const { lockPatience, lost, closed: _, ...options } = this.#options
    const parts = await openSession(this.#carrier, become, {
      ...options,
      connection: this.name,
      patience: lockPatience,
      lost: lost(),
      count: trips => {
        this.#trips += trips
      },
    })
    return new HostSession(parts)
  }
}
