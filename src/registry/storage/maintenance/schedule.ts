export interface ScheduleOptions {
  /** In ms, from the end of one run to the beginning of the next. */
  readonly interval: number
  /** In ms, before the first run. */
  readonly delay: number
}

/** What timers can wait for at most. */
const LONGEST = 2 ** 31 - 1

/** Does some work again and again until it is disposed of, which aborts a run. A run must not reject. */
export function schedule(
  work: (signal: AbortSignal) => Promise<void>,
  { interval, delay }: ScheduleOptions,
): AsyncDisposable {
  const end = new AbortController()
  let running = Promise.resolve()
  let timer = wait(delay)
  return {
    async [Symbol.asyncDispose]() {
      end.abort()
      clearTimeout(timer)
      await running
    },
  }

  function wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(run, Math.min(milliseconds, LONGEST)).unref()
  }

  function run(): void {
    running = work(end.signal).then(() => {
      if (!end.signal.aborted) timer = wait(interval)
    })
  }
}
