import { createHash, type Hash, hash } from 'node:crypto'

declare const digest: unique symbol
/** `sha256:` and 64 or `sha512:` and 128 lower-case hex digits. Made by this file alone. */
export type Digest = string & { readonly [digest]: true }

export type Algorithm = 'sha256' | 'sha512'

const PATTERN = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** The digest that a text spells, or undefined where it spells none. */
export function parseDigest(text: string): Digest | undefined {
  // The brand is given in this file alone, where the form is certain.
  return PATTERN.test(text) ? (text as Digest) : undefined
}

/** Which algorithm a digest was made with. */
export function algorithmOf(digest: Digest): Algorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256'
}

/** The hex digits of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1)
}

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array, algorithm: Algorithm = 'sha256'): Digest {
  return `${algorithm}:${hash(algorithm, bytes)}` as Digest
}

/** A digest in the making: says at any time what it is so far, and of how many bytes. */
export class Hasher {
  readonly algorithm: Algorithm
  readonly #hash: Hash
  #size = 0

  constructor(algorithm: Algorithm) {
    this.algorithm = algorithm
    this.#hash = createHash(algorithm)
  }

  /** How many bytes were hashed. */
  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#size += bytes.length
  }

  /** The digest of all bytes up to now; more may follow. */
  digest(): Digest {
    return `${this.algorithm}:${this.#hash.copy().digest('hex')}` as Digest
  }
}
