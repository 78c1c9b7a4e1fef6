/** Runs what it is given, at most `count` at a time, in the order given. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

/** A limit of `count` concurrent calls. */
export function limitTo(count: number): Limit {
  let running = 0
  const waiting: (() => void)[] = []
  return async function limited(work) {
    if (running >= count) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
