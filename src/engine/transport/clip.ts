/** How much of each end of a stream is kept. */
const KEPT = 1024 * 1024

/** So many small chunks are joined to one, so that a stream of single bytes stays small too. */
const MOST_CHUNKS = 256

/** What a clip kept. */
export interface Clipped {
  readonly bytes: Buffer
  /** Bytes left out of the middle. */
  readonly dropped: number
}

/** Keeps the first and the last bytes of a stream of any length, in bounded memory. */
export class Clip {
  readonly #kept: number
  #head: Buffer[] = []
  #headSize = 0
  #tail: Buffer[] = []
  #tailSize = 0
  #size = 0

  constructor(kept: number = KEPT) {
    this.#kept = kept
  }

  /** Bytes seen so far. */
  get size(): number {
    return this.#size
  }

  push(bytes: Buffer): void {
    this.#size += bytes.length
    const room = Math.min(this.#kept - this.#headSize, bytes.length)
    if (room > 0) {
      this.#head.push(bytes.subarray(0, room))
      this.#headSize += room
      if (this.#head.length > MOST_CHUNKS) this.#head = [Buffer.concat(this.#head)]
    }
    if (room < bytes.length) this.#pushTail(bytes.subarray(Math.max(room, 0)))
  }

  result(): Clipped {
    const tail = Buffer.concat(this.#tail)
    const end = tail.subarray(Math.max(0, tail.length - this.#kept))
    return {
      bytes: Buffer.concat([...this.#head, end]),
      dropped: this.#size - this.#headSize - end.length,
    }
  }

  #pushTail(bytes: Buffer): void {
    this.#tail.push(bytes)
    this.#tailSize += bytes.length
    for (let first = this.#tail[0]; first; first = this.#tail[0]) {
      if (this.#tailSize - first.length < this.#kept) break
      this.#tailSize -= first.length
      this.#tail.shift()
    }
    if (this.#tail.length > MOST_CHUNKS) this.#tail = [Buffer.concat(this.#tail)]
  }
}
