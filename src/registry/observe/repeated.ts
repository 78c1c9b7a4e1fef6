import { messageOf } from '../../base/fault.ts'
import type { Check } from './checks.ts'

/**
 * Runs a check at once and then after each interval. Tells what is wrong each time from when it has failed as often as it takes,
 * and undefined each time that it passes.
 */
export function repeated(check: Check, tell: (wrong: string | undefined) => void): Disposable {
  let failures = 0
  let isRunning = false
  let isOver = false
  void examine()
  const timer = setInterval(() => void examine(), check.interval).unref()
  return {
    [Symbol.dispose]() {
      isOver = true
      clearInterval(timer)
    },
  }

  async function examine(): Promise<void> {
    // A check that hangs is a failure; a second one would only hang beside it.
    if (isRunning) return fail(`no answer within ${Math.round(check.interval)}ms`)
    isRunning = true
    try {
      await check.run()
      failures = 0
      if (!isOver) tell(undefined)
    } catch (error) {
      fail(messageOf(error))
    } finally {
      isRunning = false
    }
  }

  function fail(message: string): void {
    failures += 1
    if (failures >= check.threshold && !isOver) tell(message)
  }
}
