import { setImmediate as turn } from 'node:timers/promises'

export interface EachOptions {
  /** How many are worked on at a time. */
  readonly atOnce?: number
  /** Rejects with its reason as soon as what is being worked on is done. */
  readonly signal?: AbortSignal | undefined
}

/** Others of this process wait no longer than this, in ms, though the disk may answer without ever making us wait. */
const LONGEST_TURN = 10

/** Does some work for each item, in no certain order, a few at a time. Rejects with the first failure, once no work goes on. */
export async function eachOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
  { atOnce = 16, signal }: EachOptions = {},
): Promise<void> {
  const source = iteratorOf(items)
  let isOver = false
  let turnEnds = performance.now() + LONGEST_TURN

  const ends = await Promise.allSettled(Array.from({ length: atOnce }, workOn))
  await source.return?.()
  const failed = ends.find(end => end.status === 'rejected')
  if (failed) throw failed.reason

  async function workOn(): Promise<void> {
    try {
      while (!isOver) {
        signal?.throwIfAborted()
        const next = await source.next()
        if (next.done) break
        await work(next.value)
        await breathe()
      }
    } finally {
      isOver = true
    }
  }

  async function breathe(): Promise<void> {
    if (performance.now() < turnEnds) return
    await turn()
    turnEnds = performance.now() + LONGEST_TURN
  }
}

function iteratorOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
): AsyncIterator<T> | Iterator<T, unknown, undefined> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
}
