import { setTimeout } from 'node:timers/promises'
import { InterruptedFault } from '../../base/fault.ts'

/** Waits so many seconds. Throws an InterruptedFault as soon as the signal comes. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds === 0 && !signal.aborted) return
  try {
    await setTimeout(seconds * 1000, undefined, { signal })
  } catch (cause) {
    throw new InterruptedFault('interrupted while waiting', { cause })
  }
}
