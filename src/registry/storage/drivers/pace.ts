/** An answer within this time, in ms, came from memory, and waiting for it cost less than asking another thread. */
const SHORT = 2
/** So many long waits in a row of short ones are no accident. */
const MOST_LONG = 3
const WINDOW = 1000
/** A single wait as long as this is one too many. */
const TOO_LONG = 20
const PAUSE = 5000

export interface PaceOptions {
  /** In ms, from any start. */
  readonly now?: () => number
  /** How long other threads do the waiting after this one had to, in ms. */
  readonly pause?: number
  /** Counts what disks did for this process. */
  readonly transfers?: () => number
}

/**
 * Decides whether this thread waits for the disk itself. While what is asked for lies in memory, that costs a tenth of what
 * another thread costs; when the disk makes us wait, everybody else would have to wait too.
 */
export class Pace {
  readonly #now: () => number
  readonly #pause: number
  readonly #transfers: () => number
  #before: number
  #quickFrom = 0
  #long = 0
  #longSince = 0

  constructor({ now, pause, transfers }: PaceOptions = {}) {
    this.#now = now ?? (() => performance.now())
    this.#pause = pause ?? PAUSE
    this.#transfers = transfers ?? diskTransfers
    this.#before = this.#transfers()
  }

  /** For what lies on another machine: nobody knows how long that makes us wait. */
  static never(): Pace {
    const pace = new Pace()
    pace.#quickFrom = Number.POSITIVE_INFINITY
    return pace
  }

  /** Work as it is done by this thread, or, after the disk made it wait, by another one. */
  run<T>(now: () => T, later: () => Promise<T>): T | Promise<T> {
    const start = this.#now()
    if (start < this.#quickFrom) return later()
    try {
      return now()
    } finally {
      const end = this.#now()
      if (end - start > SHORT) this.#noteLong(start, end)
    }
  }

  #noteLong(start: number, end: number): void {
    const transfers = this.#transfers()
    // Where no disk did anything it was the processor that others had, and no thread would have been faster.
    if (transfers === this.#before) return
    this.#before = transfers
    if (start - this.#longSince > WINDOW) {
      this.#long = 0
      this.#longSince = start
    }
    this.#long += 1
    if (this.#long >= MOST_LONG || end - start > TOO_LONG) this.#quickFrom = end + this.#pause
  }
}

function diskTransfers(): number {
  const { fsRead, fsWrite } = process.resourceUsage()
  return fsRead + fsWrite
}
