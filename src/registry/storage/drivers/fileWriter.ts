import { writeSync } from 'node:fs'
import { BatchWriter } from './batchWriter.ts'
import type { Disk } from './disk.ts'

/**
 * Writes a stream to a file from a position on: each chunk as it comes, while the file takes it at once; in batches, by another
 * thread, from the first time that it doesn't.
 */
export class FileWriter {
  readonly #disk: Disk
  readonly #descriptor: number
  #position: number
  #batches: BatchWriter | undefined

  constructor(disk: Disk, descriptor: number, position: number) {
    this.#disk = disk
    this.#descriptor = descriptor
    this.#position = position
  }

  /** Takes a chunk, of which it keeps nothing. Throws when this or an earlier one could not be written. */
  write(chunk: Uint8Array): void | Promise<void> {
    if (this.#batches) return this.#batches.write(chunk)
    return this.#disk.pace.run(
      () => this.#writeNow(chunk),
      () => {
        this.#batches = new BatchWriter(this.#disk, this.#descriptor, this.#position)
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
      const written = writeSync(this.#descriptor, chunk, done, rest, this.#position)
      done += written
      this.#position += written
    }
  }
}
