const SHORTEST = 100
const LONGEST = 10_000
/** Whoever lasted for this long does not break for the reason that the one before did. */
const STEADY = 60_000

/** Says how long to wait before the next try, in milliseconds. */
export interface Backoff {
  /** `lasted` is for how long the last try went well. */
  after(lasted: number): number
}

/** Waits twice as long from try to try, up to a limit, and starts over once one went well for a while. */
export function backoff(): Backoff {
  let next = SHORTEST
  return {
    after(lasted) {
      const wait = lasted > STEADY ? SHORTEST : next
      next = Math.min(wait * 2, LONGEST)
      return wait
    },
  }
}
