import type { FileHandle } from 'node:fs/promises'
import { giveSlab, takeSlab } from './slabs.ts'

/**
 * Writes a stream to a file from a position on, in large pieces: one slab is on its way to the file while the next one
 * fills, and then `write` waits. So memory is bounded, and a slow disk slows the client down.
 */
export class BatchWriter {
  readonly #handle: FileHandle
  #position: number
  /** Chunks are copied, so that they die young: kept until they are written, they would burden the collector. */
  #filling = takeSlab()
  #filled = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle, position: number) {
    this.#handle = handle
    this.#position = position
  }

  /** Takes a chunk, of which it keeps nothing. Throws when an earlier one could not be written. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.length; ) {
      const part = chunk.subarray(taken, taken + this.#filling.length - this.#filled)
      this.#filling.set(part, this.#filled)
      this.#filled += part.length
      taken += part.length
      if (this.#filled === this.#filling.length) await this.#flush()
    }
  }

  /** Resolves to the position after the last byte, once all are written. The last call; the file may be closed then. */
  async end(): Promise<number> {
    await this.#flush()
    await this.#writing
    giveSlab(this.#filling)
    return this.#position
  }

  async #flush(): Promise<void> {
    await this.#writing
    if (this.#filled === 0) return
    this.#writing = this.#writeOut(this.#filling, this.#filled)
    // The failure is thrown by whoever awaits next; until then it must not count as unhandled.
    this.#writing.catch(() => undefined)
    this.#filling = takeSlab()
    this.#filled = 0
  }

  /** A write may be cut short; the rest follows. */
  async #writeOut(slab: Buffer<ArrayBuffer>, length: number): Promise<void> {
    for (let done = 0; done < length; ) {
      const { bytesWritten } = await this.#handle.write(slab, done, length - done, this.#position)
      done += bytesWritten
      this.#position += bytesWritten
    }
    giveSlab(slab)
  }
}
