import { type Algorithm, type Digest, Hasher } from '../oci/index.ts'
import { type Draft, type Inflow, pumped } from './driver.ts'

/** How many uploads are hashed as they come in; one beyond that is read again when it ends. */
const MOST = 1024

/**
 * Digests of drafts, made while the bytes pass. A draft that this process didn't see all of (it was restarted, a write
 * failed, another algorithm is asked for) is read back: what storage holds decides.
 */
export class RunningHashes {
  readonly #running = new Map<string, Hasher>()

  /** Appends a body to a draft, hashing on the way. */
  async append(id: string, draft: Draft, body: Inflow, algorithm: Algorithm): Promise<void> {
    const hasher = draft.size === 0 ? this.#begin(id, algorithm) : this.#following(id, draft)
    await draft.append(hasher === undefined ? body : hashed(body, hasher))
  }

  /** The digest of all bytes in a draft. */
  async digestOf(id: string, draft: Draft, algorithm: Algorithm): Promise<Digest> {
    const running = this.#running.get(id)
    if (running?.algorithm === algorithm && running.size === draft.size) return running.digest()
    const hasher = new Hasher(algorithm)
    for await (const chunk of await draft.read()) hasher.update(chunk)
    return hasher.digest()
  }

  forget(id: string): void {
    this.#running.delete(id)
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
function hashed(body: Inflow, hasher: Hasher): Inflow {
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
