import { type Algorithm, type Digest, Hasher, parseDigest } from '../oci/index.ts'
import type { Peers } from '../workers/peers.ts'
import { type Draft, type Inflow, pumped } from './driver.ts'

/** How many uploads are hashed as they come in; one beyond that is read again when it ends. */
const MOST = 1024
const TOPIC = 'digest'
/** Reading some megabytes again takes no longer, in ms. */
const PATIENCE = 250
/** To read fewer bytes again costs less than to ask. */
const WORTH_ASKING = 1024 * 1024

/**
 * Digests of drafts, made while the bytes pass. What this process didn't see all of another one may have; otherwise (it was
 * restarted, a write failed, another algorithm is asked for) it is read back: what storage holds decides.
 */
export class RunningHashes {
  readonly #running = new Map<string, Hasher>()
  readonly #peers: Peers

  constructor(peers: Peers) {
    this.#peers = peers
    peers.answer(TOPIC, question => this.#known(question))
  }

  /** Appends a body to a draft, hashing on the way. */
  async append(id: string, draft: Draft, body: Inflow, algorithm: Algorithm): Promise<void> {
    const hasher = draft.size === 0 ? this.#begin(id, algorithm) : this.#following(id, draft)
    try {
      await draft.append(hasher === undefined ? body : hashed(body, hasher))
    } finally {
      // Bytes that were hashed and not written must never count as those that somebody else may write in their place.
      if (hasher && hasher.size !== draft.size) this.forget(id)
    }
  }

  /** The digest of all bytes in a draft. */
  async digestOf(id: string, draft: Draft, algorithm: Algorithm): Promise<Digest> {
    const { size } = draft
    const known = this.#known({ id, size, algorithm }) ?? (await this.#asked(id, size, algorithm))
    if (known !== undefined) return known
    const hasher = new Hasher(algorithm)
    for await (const chunk of await draft.read()) hasher.update(chunk)
    return hasher.digest()
  }

  forget(id: string): void {
    this.#running.delete(id)
  }

  async #asked(id: string, size: number, algorithm: Algorithm): Promise<Digest | undefined> {
    if (size < WORTH_ASKING) return undefined
    const answers = await this.#peers.ask(TOPIC, { id, size, algorithm }, PATIENCE)
    return answers.map(answer => parseDigest(String(answer))).find(Boolean)
  }

  #known(question: unknown): Digest | undefined {
    // Processes of one registry run the same program.
    const { id, size, algorithm } = question as { id: string; size: number; algorithm: Algorithm }
    const running = this.#running.get(id)
    return running?.size === size && running.algorithm === algorithm ? running.digest() : undefined
  }

  /** The hash of exactly what the draft holds; one that fell behind or ran ahead is of no use any more. */
  #following(id: string, draft: Draft): Hasher | undefined {
    const hasher = this.#running.get(id)
    if (hasher?.size === draft.size) return hasher
    this.#running.delete(id)
    return undefined
  }

  #begin(id: string, algorithm: Algorithm): Hasher {
    const hasher = new Hasher(algorithm)
    this.#running.set(id, hasher)
    const [oldest] = this.#running.keys()
    if (this.#running.size > MOST && oldest !== undefined) this.#running.delete(oldest)
    return hasher
  }
}

/** The same bytes, hashed before they go on. */
export function hashed(body: Inflow, hasher: Hasher): Inflow {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of body) {
        hasher.update(chunk)
        yield chunk
      }
    },
    pump: take =>
      pumped(body, chunk => {
        hasher.update(chunk)
        return take(chunk)
      }),
  }
}
