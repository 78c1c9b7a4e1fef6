import type { Client } from 'ssh2'
import { type Limit, limitTo } from '../../base/limit.ts'

/** An sshd drops logins that come in too thick; those through one jump host all come from one address. */
const LOGINS_AT_ONCE = 8

interface Entry {
  readonly client: Promise<Client>
  readonly limit: Limit
  users: number
}

/** A jump host in use. */
export interface Lease {
  readonly client: Client
  /** Spaces the logins through this host. */
  readonly limit: Limit
  release(): void
}

/** Connections to jump hosts, each shared by all that go through it and ended by the last of them. */
export class JumpHosts {
  readonly #entries = new Map<string, Entry>()

  /** The connection called so; `open` makes it when there is none. */
  async lease(name: string, open: () => Promise<Client>): Promise<Lease> {
    const entry = this.#entries.get(name) ?? this.#add(name, open)
    entry.users++
    let isReleased = false
    const release = (): void => {
      if (isReleased) return
      isReleased = true
      entry.users--
      if (entry.users > 0) return
      if (this.#entries.get(name) === entry) this.#entries.delete(name)
      entry.client.then(client => client.end()).catch(() => undefined)
    }
    try {
      return { client: await entry.client, limit: entry.limit, release }
    } catch (error) {
      release()
      throw error
    }
  }

  #add(name: string, open: () => Promise<Client>): Entry {
    const entry = { client: open(), limit: limitTo(LOGINS_AT_ONCE), users: 0 }
    this.#entries.set(name, entry)
    const forget = (): void => {
      if (this.#entries.get(name) === entry) this.#entries.delete(name)
    }
    entry.client.then(client => client.once('close', forget)).catch(forget)
    return entry
  }
}
