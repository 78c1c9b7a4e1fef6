import type { Connection, Session, Transport } from '../module/index.ts'
import type { RunOptions } from './options.ts'
import type { Seat } from './seat.ts'

interface Entry {
  readonly connection: Promise<Connection>
  readonly sessions: Map<string, Promise<Session>>
}

/** Every connection of a run: one a host and login user, opened on first need, closed at the end. */
export class Connections implements AsyncDisposable {
  readonly #open = new Map<string, Entry>()
  readonly #all: Promise<Connection>[] = []
  readonly #transport: Transport
  readonly #options: RunOptions
  readonly #run: string
  readonly #onSession: (seat: Seat, session: Session) => void

  constructor(
    options: RunOptions,
    { run, onSession }: { run: string; onSession: (seat: Seat, session: Session) => void },
  ) {
    this.#transport = options.transport
    this.#options = options
    this.#run = run
    this.#onSession = onSession
  }

  async connection(seat: Seat): Promise<Connection> {
    return this.#entry(seat).connection
  }

  async session(seat: Seat): Promise<Session> {
    const { connection, sessions } = this.#entry(seat)
    const known = sessions.get(seat.session)
    if (known) return known
    const opening = this.#openSession(seat, connection)
    sessions.set(seat.session, opening)
    return opening
  }

  /** Lets go of a connection that was lost: the next task that needs the host begins anew. */
  drop(seat: Seat): void {
    this.#open.delete(keyOf(seat))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open.clear()
    const opened = await Promise.allSettled(this.#all)
    const closing = opened.map(async one => {
      if (one.status === 'fulfilled') await one.value.close()
    })
    // A connection that can't be closed properly is gone already, which is what was wanted.
    await Promise.allSettled(closing)
  }

  #entry(seat: Seat): Entry {
    const key = keyOf(seat)
    const known = this.#open.get(key)
    if (known) return known
    const connection = this.#connect(seat)
    const entry: Entry = { connection, sessions: new Map() }
    this.#open.set(key, entry)
    this.#all.push(connection)
    connection.catch(() => {
      if (this.#open.get(key) === entry) this.#open.delete(key)
    })
    return entry
  }

  async #connect(seat: Seat): Promise<Connection> {
    const { privateKey, signal } = this.#options
    return this.#transport.connect(seat.host, seat.variables(), {
      run: this.#run,
      signal,
      ...(seat.user === undefined ? {} : { user: seat.user }),
      ...(privateKey === undefined ? {} : { privateKey }),
    })
  }

  async #openSession(seat: Seat, connecting: Promise<Connection>): Promise<Session> {
    const connection = await connecting
    const session = await connection.session(seat.become)
    this.#onSession(seat, session)
    return session
  }
}

function keyOf(seat: Seat): string {
  return `${seat.user ?? ''}@${seat.host}`
}
