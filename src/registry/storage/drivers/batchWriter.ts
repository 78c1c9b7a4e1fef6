import type { Disk } from './disk.ts'
import { giveSlab, takeSlab } from './slabs.ts'

/**
 * Writes a stream to a file from a position on, in large pieces: one slab is on its way to the file while the next one
 * fills, and then `write` waits. So memory is bounded, and a slow disk slows the client down. While there is no slab to be had
 * chunks are written one by one.
 */
export class BatchWriter {
  readonly #disk: Pick<Disk, 'write'>
  readonly #descriptor: number
  #position: number
  /** Chunks are copied, so that they die young: kept until they are written, they would burden the collector. */
  #filling: Buffer<ArrayBuffer> | undefined
  #filled = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(disk: Pick<Disk, 'write'>, descriptor: number, position: number) {
    this.#disk = disk
    this.#descriptor = descriptor
    this.#position = position
  }

  /** Takes a chunk, of which it keeps nothing. Throws when an earlier one could not be written. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.length; ) {
      this.#filling ??= takeSlab()
      const slab = this.#filling
      if (slab === undefined) {
        await this.#writing
        return this.#writeOut(chunk.subarray(taken))
      }
      const part = chunk.subarray(taken, taken + slab.length - this.#filled)
      slab.set(part, this.#filled)
      this.#filled += part.length
      taken += part.length
      if (this.#filled === slab.length) await this.#flush()
    }
  }

  /** Resolves to the position after the last byte, once all are written. The last call; the file may be closed then. */
  async end(): Promise<number> {
    await this.#flush()
    await this.#writing
    return this.#position
  }

  async #flush(): Promise<void> {
    const slab = this.#filling
    this.#filling = undefined
    try {
      await this.#writing
    } catch (error) {
      // What came after what is lost is lost, too.
      if (slab) giveSlab(slab)
      throw error
    }
    if (slab === undefined) return
    this.#writing = this.#writeSlab(slab, this.#filled)
    // The failure is thrown by whoever awaits next; until then it must not count as unhandled.
    this.#writing.catch(() => undefined)
    this.#filled = 0
  }

  async #writeSlab(slab: Buffer<ArrayBuffer>, length: number): Promise<void> {
    try {
      await this.#writeOut(slab.subarray(0, length))
    } finally {
      giveSlab(slab)
    }
  }

  /** A write may be cut short; the rest follows. */
  async #writeOut(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const written = await this.#disk.write(this.#descriptor, bytes.subarray(done), this.#position)
      done += written
      this.#position += written
    }
  }
}
