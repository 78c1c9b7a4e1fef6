import { randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { syncDirectory } from '../../../base/files.ts'
import type { Queue, QueueOptions } from '../queue.ts'
import { Inventory } from './inventory.ts'
import { makeSpool, RESTING, segmentName } from './segment.ts'

/** What is taken within so many milliseconds is written, and made durable, at once. */
const GATHERING = 20
/** How long to wait after a failure. */
const RETRYING = 1000
/** How old a count of what waits may be. */
const COUNTED = 1000
const COUNTED_WHEN_FULL = 100
/** In bytes, of one segment. */
const LARGEST = 1024 * 1024

interface Segment {
  readonly file: FileHandle
  size: number
  written: number
}

/** Appends events to a spool, as one of its writers. */
export class SpoolWriter implements Queue {
  readonly #directory: string
  readonly #options: QueueOptions
  readonly #inventory: Inventory
  readonly #name = `${process.pid}-${randomBytes(4).toString('hex')}`
  #lines: string[] = []
  #pending = 0
  #counted = 0
  #segment: Segment | undefined
  #lastStart = 0
  #working: Promise<void> | undefined
  readonly #closing = new AbortController()

  constructor(directory: string, options: QueueOptions) {
    this.#directory = directory
    this.#options = options
    this.#inventory = new Inventory(directory)
  }

  add(event: string): boolean {
    const hasRoom = this.#pending + this.#lines.length < this.#options.most
    if (hasRoom) this.#lines.push(`${Date.now()} ${event}\n`)
    else if (Date.now() - this.#counted < COUNTED_WHEN_FULL) return false
    this.#working ??= this.#work()
    return hasRoom
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#working
    await this.#leave()
  }

  /** Writes until nothing is left. Never throws. */
  async #work(): Promise<void> {
    do {
      await this.#rest(GATHERING)
      try {
        await this.#write()
        await this.#count()
      } catch (error) {
        this.#options.failed(error)
        // Its last line may be half written. The next segment begins with that line again.
        await this.#leave()
        if (this.#isClosing) break
        await this.#rest(RETRYING)
      }
    } while (this.#lines.length > 0)
    this.#working = undefined
  }

  async #write(): Promise<void> {
    const count = this.#lines.length
    if (count === 0) return
    const bytes = Buffer.from(this.#lines.join(''))
    const segment = await this.#current()
    await segment.file.appendFile(bytes)
    await segment.file.datasync()
    segment.size += bytes.length
    segment.written = Date.now()
    this.#lines.splice(0, count)
    this.#pending += count
  }

  async #current(): Promise<Segment> {
    const current = this.#segment
    const isFit = current && current.size < LARGEST && Date.now() - current.written < RESTING
    if (isFit) return current
    await this.#leave()
    await makeSpool(this.#directory)
    // Two of the same writer never begin at the same time, whatever the clock does.
    this.#lastStart = Math.max(Date.now(), this.#lastStart + 1)
    const name = segmentName(this.#lastStart, this.#name)
    const file = await open(join(this.#directory, name), 'ax', 0o600)
    this.#segment = { file, size: 0, written: Date.now() }
    await syncDirectory(this.#directory)
    return this.#segment
  }

  async #leave(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    // What was written is durable already.
    await segment?.file.close().catch(() => undefined)
  }

  /** Sees what others have added and what has been delivered. */
  async #count(): Promise<void> {
    if (this.#pending < this.#options.most && Date.now() - this.#counted < COUNTED) return
    this.#counted = Date.now()
    this.#pending = await this.#inventory.pending()
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  async #rest(milliseconds: number): Promise<void> {
    const { signal } = this.#closing
    await pause(milliseconds, undefined, { signal }).catch(() => undefined)
  }
}
