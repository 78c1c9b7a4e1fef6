import { createHmac, randomBytes } from 'node:crypto'
import { verifyPassword } from '../../base/bcrypt.ts'
import { OciError } from '../oci/index.ts'
import type { Htpasswd } from './htpasswd.ts'

/** Stands in where the file holds no user at all. */
const NOBODY = '$2y$10$abcdefghijklmnopqrstuuJvnDKQeUZZnJoNfXWZZSkXiHGPAW8Dq'

/** How long after its last use a verified password is believed without paying for bcrypt again. */
const BELIEVED_FOR = 5 * 60_000
const MOST_BELIEVED = 10_000

/** How many checks may wait for the one thread that does them. */
const MOST_WAITING = 64

/**
 * Verifies passwords against the current htpasswd file. What was verified once is remembered for a while under a keyed
 * hash of user, password and stored hash: no password is kept, and a changed file is obeyed at once.
 */
export class Passwords {
  readonly #users: () => Htpasswd
  readonly #now: () => number
  readonly #key = randomBytes(32)
  readonly #believedUntil = new Map<string, number>()
  readonly #checking = new Map<string, Promise<boolean>>()

  constructor(users: () => Htpasswd, now: () => number = Date.now) {
    this.#users = users
    this.#now = now
  }

  /** True when the user exists and this is the password. Throws OciError when too many are waiting. */
  async verify(user: string, password: string): Promise<boolean> {
    const users = this.#users()
    const hash = users.get(user)
    if (hash === undefined) {
      // An unknown user costs what a wrong password costs, so that time doesn't tell them apart.
      const [another = NOBODY] = users.values()
      await this.#check(this.#nameOf(user, password), password, another)
      return false
    }
    const name = this.#nameOf(user, password, hash)
    const isBelieved = (this.#believedUntil.get(name) ?? 0) > this.#now()
    const isRight = isBelieved || (await this.#check(name, password, hash))
    // Use renews it: a flood of guesses, which fills the queue, is not to stop those who are at work.
    if (isRight) this.#believe(name)
    return isRight
  }

  async #check(name: string, password: string, hash: string): Promise<boolean> {
    const running = this.#checking.get(name)
    if (running) return running
    if (this.#checking.size >= MOST_WAITING) {
      throw new OciError('TOOMANYREQUESTS', { headers: { 'Retry-After': '1' } })
    }
    const checking = verifyPassword(password, hash)
    this.#checking.set(name, checking)
    try {
      return await checking
    } finally {
      this.#checking.delete(name)
    }
  }

  #believe(name: string): void {
    // What was used last is forgotten last.
    this.#believedUntil.delete(name)
    this.#believedUntil.set(name, this.#now() + BELIEVED_FOR)
    const [oldest] = this.#believedUntil.keys()
    if (this.#believedUntil.size > MOST_BELIEVED && oldest !== undefined) {
      this.#believedUntil.delete(oldest)
    }
  }

  #nameOf(...parts: readonly string[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('base64')
  }
}
