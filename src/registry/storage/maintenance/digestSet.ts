import { type Digest, hexOf } from '../../oci/index.ts'

/**
 * A set of digests that takes some 70 bytes for each: a million are 70 MB. It keeps the first 128 bits of each; two that
 * agree in those count as one, which nobody has ever seen happen by accident.
 */
export class DigestSet {
  readonly #keys = new Set<string>()

  get size(): number {
    return this.#keys.size
  }

  has(digest: Digest): boolean {
    return this.#keys.has(keyOf(digest))
  }

  add(digest: Digest): void {
    this.#keys.add(keyOf(digest))
  }
}

/** A string of one byte a character: half the size of the hex digits, and no part of a longer string that it would keep. */
function keyOf(digest: Digest): string {
  return Buffer.from(hexOf(digest).slice(0, 32), 'hex').toString('latin1')
}
