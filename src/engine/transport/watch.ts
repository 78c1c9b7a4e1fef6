import type { Fragment } from '../module/index.ts'
import { onInterrupt } from './interruption.ts'

/** How long a killed fragment may take to end before its connection is dropped. */
const GRACE = 5_000

export interface Watched {
  readonly fragments: readonly Fragment[]
  readonly signal: AbortSignal
  /** Bytes on one stream, from one part of one fragment, that are too many. */
  readonly outputLimit: number
  /** Ends what runs: the fragment with this index if it still runs, the whole batch when undefined. */
  readonly kill: (index: number | undefined) => Promise<void>
  /** Stops reading what the running fragment prints, or goes on. */
  readonly hold: (isHeld: boolean) => void
  /** Breaks off the connection of a fragment that can't be stopped. */
  readonly drop: (why: string) => void
}

/** Keeps a running batch to its limits: each fragment's time, its output, and the wish of whoever waits to stop. */
export class Watch {
  readonly #watched: Watched
  readonly #forget: () => void
  #index = 0
  #isEnding = false
  #timer: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined

  constructor(watched: Watched) {
    this.#watched = watched
    this.#forget = onInterrupt(watched.signal, () => this.#end(undefined, 'it was interrupted'))
    this.#begin(0)
  }

  /** The fragment with this index has ended; the next one begins. */
  ended(index: number): void {
    this.#begin(index + 1)
  }

  /** The running fragment has printed so much since its last frame. */
  printed(size: number): void {
    if (size > this.#watched.outputLimit && !this.#isEnding)
      this.#end(this.#index, 'it printed too much')
  }

  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#grace)
    this.#forget()
  }

  #begin(index: number): void {
    this.#index = index
    clearTimeout(this.#timer)
    if (this.#watched.signal.aborted) return
    clearTimeout(this.#grace)
    this.#isEnding = false
    const timeout = this.#watched.fragments[index]?.timeout
    if (timeout === undefined) return
    this.#timer = setTimeout(() => this.#end(index, 'its time was over'), timeout * 1000)
  }

  #end(index: number | undefined, why: string): void {
    const { kill, hold, drop } = this.#watched
    const giveUp = (): void => drop(`a task could not be stopped when ${why}`)
    this.#isEnding = true
    clearTimeout(this.#grace)
    this.#grace = setTimeout(giveUp, GRACE)
    // A flood would leave no room for the killing.
    hold(true)
    kill(index)
      .catch(giveUp)
      .finally(() => hold(false))
  }
}
