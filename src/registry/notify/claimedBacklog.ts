import type { Claim, Claimed } from '../storage/driver.ts'
import type { Backlog } from './queue.ts'

/** How long to leave a claim to another registry before asking again, in milliseconds. */
const ASKING = 1000
/** How often to show that this one lives. */
const RENEWING = 5000

/** A backlog of several registries on one storage: of them, one delivers; when it ends, another goes on. */
export class ClaimedBacklog implements Backlog {
  readonly #ask: () => Promise<Claimed>
  readonly #open: () => Promise<Backlog>
  #claim: Claim | undefined
  #backlog: Backlog | undefined
  #heldAt = 0
  readonly #timer = setInterval(() => void this.#renew(), RENEWING).unref()

  constructor(ask: () => Promise<Claimed>, open: () => Promise<Backlog>) {
    this.#ask = ask
    this.#open = open
  }

  async next(): Promise<string | undefined> {
    if (this.#backlog === undefined && Date.now() - this.#heldAt > ASKING) await this.#begin()
    return this.#backlog?.next()
  }

  async done(): Promise<void> {
    await this.#backlog?.done()
  }

  /** Who doesn't deliver leaves the counting to who does, too. */
  async pending(): Promise<number> {
    return (await this.#backlog?.pending()) ?? 0
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#backlog?.close()
    await this.#claim?.[Symbol.asyncDispose]()
  }

  async #begin(): Promise<void> {
    const claimed = await this.#ask()
    if (claimed.kind === 'held') this.#heldAt = Date.now()
    if (claimed.kind !== 'claimed') return
    this.#claim = claimed.claim
    this.#backlog = await this.#open()
  }

  async #renew(): Promise<void> {
    // A storage that fails for a moment takes no claim away.
    const isHeld = await this.#claim?.renew().catch(() => true)
    if (isHeld !== false) return
    this.#claim = undefined
    this.#backlog = undefined
  }
}
