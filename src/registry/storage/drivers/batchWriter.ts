import type { FileHandle } from 'node:fs/promises'

/** Chunks of a socket are small; written one by one they would cost more than hashing them. */
const BATCH_SIZE = 512 * 1024

/**
 * Writes a stream to a file from a position on, in large batches: one is on its way to the file while the next one
 * fills, and then `write` waits. So memory is bounded, and a slow disk slows the client down.
 */
export class BatchWriter {
  readonly #handle: FileHandle
  #position: number
  #batch: Uint8Array[] = []
  #batched = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle, position: number) {
    this.#handle = handle
    this.#position = position
  }

  /** Takes a chunk. Throws when an earlier one could not be written. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#batch.push(chunk)
    this.#batched += chunk.length
    if (this.#batched >= BATCH_SIZE) await this.#flush()
  }

  /** Resolves to the position after the last byte, once all are written; the file may be closed then. */
  async end(): Promise<number> {
    await this.#flush()
    await this.#writing
    return this.#position
  }

  async #flush(): Promise<void> {
    await this.#writing
    const batch = this.#batch
    this.#batch = []
    this.#batched = 0
    if (batch.length === 0) return
    this.#writing = this.#writeOut(batch)
    // The failure is thrown by whoever awaits next; until then it must not count as unhandled.
    this.#writing.catch(() => undefined)
  }

  async #writeOut(batch: Uint8Array[]): Promise<void> {
    const { bytesWritten } = await this.#handle.writev(batch, this.#position)
    this.#position += bytesWritten
    let rest = bytesWritten
    for (const chunk of batch) {
      if (rest < chunk.length) await this.#writeRest(chunk.subarray(rest))
      rest = Math.max(0, rest - chunk.length)
    }
  }

  /** A write may be cut short; the rest follows. */
  async #writeRest(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(chunk, done, undefined, this.#position)
      done += bytesWritten
      this.#position += bytesWritten
    }
  }
}
