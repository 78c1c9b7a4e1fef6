import type { Definition } from './definition.ts'
import type { End } from './launch.ts'
import type { Result } from './serviceState.ts'

const CLEAN_SIGNALS: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE']

/** What a process's end says about its service. */
export function resultOf(end: End, definition: Definition): Result {
  if (end.kind === 'exited') {
    const good = end.status === 0 || definition.successStatuses.includes(String(end.status))
    return good ? 'success' : 'exit-code'
  }
  if (end.kind === 'notStarted') return 'exit-code'
  const good = CLEAN_SIGNALS.includes(end.signal) || definition.successStatuses.includes(end.signal)
  return good ? 'success' : 'signal'
}

/** Whether `Restart=` asks for another start after an end that nobody asked for. */
export function wantsRestart(policy: string, result: Result): boolean {
  switch (policy) {
    case 'always':
      return true
    case 'on-success':
      return result === 'success'
    case 'on-failure':
      return result !== 'success'
    case 'on-abnormal':
      return result === 'signal' || result === 'timeout'
    case 'on-abort':
      return result === 'signal'
    default:
      return false
  }
}

/** Refuses starts that come too often: at most `count` within `interval` milliseconds. */
export class StartLimit {
  #starts: number[] = []

  /** Counts a start and says whether it may go ahead. */
  admit({ count, interval }: Definition['startLimit'], now: number): boolean {
    this.#starts = this.#starts.filter(start => now - start < interval)
    if (interval > 0 && count > 0 && this.#starts.length >= count) return false
    this.#starts.push(now)
    return true
  }

  /** What `systemctl reset-failed` does. */
  forget(): void {
    this.#starts = []
  }
}
