import { closeSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Reading } from '../driver.ts'
import type { Pace } from './pace.ts'

const readLater = promisify(read)

/** Up to this many bytes are read at once: for the first piece of more than that, waiting may be long. */
const SMALL = 256 * 1024

export interface Part {
  readonly start: number
  readonly length: number
  readonly pace: Pace
}

/** A part of an open file, which it closes. */
export class FileReading implements Reading {
  readonly length: number
  readonly #pace: Pace
  readonly #end: number
  #descriptor: number | undefined
  #position: number
  /** What lies at the start may not be in memory; from then on the system reads ahead. */
  #isWarm: boolean

  constructor(descriptor: number, { start, length, pace }: Part) {
    this.#descriptor = descriptor
    this.#position = start
    this.#end = start + length
    this.#isWarm = length <= SMALL
    this.#pace = pace
    this.length = length
  }

  next(into: Uint8Array): number | Promise<number> {
    const descriptor = this.#descriptor
    if (descriptor === undefined) throw new Error('the reading was closed')
    const most = Math.min(into.length, this.#end - this.#position)
    if (most === 0) return 0
    const position = this.#position
    const later = async () =>
      this.#took((await readLater(descriptor, into, 0, most, position)).bytesRead)
    if (!this.#isWarm) {
      this.#isWarm = true
      return later()
    }
    return this.#pace.run(() => this.#took(readSync(descriptor, into, 0, most, position)), later)
  }

  close(): void {
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #took(bytes: number): number {
    this.#position += bytes
    return bytes
  }
}
