/** Runs work for one key after all earlier work for that key; different keys don't wait for each other. */
export type KeyedLock = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** A lock that keeps no trace of keys that nobody uses. */
export function keyedLock(): KeyedLock {
  const last = new Map<string, Promise<unknown>>()
  return async function locked(key, work) {
    const before = last.get(key)
    const mine = (before ?? Promise.resolve()).then(work)
    // Those who wait go on whether this succeeds or not.
    const settled = mine.catch(() => undefined)
    last.set(key, settled)
    try {
      return await mine
    } finally {
      if (last.get(key) === settled) last.delete(key)
    }
  }
}
