import { writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { BatchWriter } from './batchWriter.ts'
import type { Pace } from './pace.ts'

/**
 * Writes a stream to a file from a position on: each chunk as it comes, while the file takes it at once; in batches, by another
 * thread, from the first time that it doesn't.
 */
export class FileWriter {
  readonly #handle: FileHandle
  readonly #pace: Pace
  #position: number
  #batches: BatchWriter | undefined

  constructor(handle: FileHandle, position: number, pace: Pace) {
    this.#handle = handle
    this.#position = position
    this.#pace = pace
  }

  /** Takes a chunk, of which it keeps nothing. Throws when this or an earlier one could not be written. */
  write(chunk: Uint8Array): void | Promise<void> {
    if (this.#batches) return this.#batches.write(chunk)
    return this.#pace.run(
      () => this.#writeNow(chunk),
      () => {
        this.#batches = new BatchWriter(this.#handle, this.#position)
        return this.#batches.write(chunk)
      },
    )
  }

  /** Resolves to the position after the last byte, once all are written. The last call; the file may be closed then. */
  async end(): Promise<number> {
    return this.#batches ? this.#batches.end() : this.#position
  }

  /** A write may be cut short; the rest follows. */
  #writeNow(chunk: Uint8Array): void {
    for (let done = 0; done < chunk.length; ) {
      const rest = chunk.length - done
      const written = writeSync(this.#handle.fd, chunk, done, rest, this.#position)
      done += written
      this.#position += written
    }
  }
}
