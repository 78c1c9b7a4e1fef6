export interface TurnsOptions {
  /** How many may run at once. */
  readonly maxrunning: number
  /** How many may wait; 0 for none. */
  readonly maxinqueue: number
  /** How long one may wait, in milliseconds; 0 for any time. */
  readonly maxwaitinqueue: number
}

/** Gives turns to so many at once, in the order in which they came. */
export class Turns {
  readonly #options: TurnsOptions
  readonly #waiting = new Set<() => void>()
  #running = 0

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /** Resolves to what ends the turn, or to undefined when there is none to be had: too many wait, it took too long, or nobody wants it any more. */
  async take(gone: AbortSignal): Promise<(() => void) | undefined> {
    if (this.#running < this.#options.maxrunning) this.#running += 1
    else if (!(await this.#wait(gone))) return undefined
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#pass()
    }
  }

  /** Resolves to true with the turn of one who ended his. */
  #wait(gone: AbortSignal): Promise<boolean> {
    const { maxinqueue, maxwaitinqueue } = this.#options
    if (this.#waiting.size >= maxinqueue || gone.aborted) return Promise.resolve(false)
    return new Promise(resolve => {
      const end = (isMine: boolean): void => {
        clearTimeout(timer)
        gone.removeEventListener('abort', leave)
        this.#waiting.delete(go)
        resolve(isMine)
      }
      const go = (): void => end(true)
      const leave = (): void => end(false)
      const timer = maxwaitinqueue > 0 ? setTimeout(leave, maxwaitinqueue) : undefined
      gone.addEventListener('abort', leave)
      this.#waiting.add(go)
    })
  }

  #pass(): void {
    const [next] = this.#waiting
    if (next) next()
    else this.#running -= 1
  }
}
