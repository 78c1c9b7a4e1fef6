import { setMaxListeners } from 'node:events'
import { Fault, InterruptedFault } from '../../base/fault.ts'

/** Throws what interrupted, once the signal says so. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw signal.reason instanceof Fault ? signal.reason : new InterruptedFault('interrupted')
}

/** Calls back when the signal says so, at once if it has, until the function that this gives is called. */
export function onInterrupt(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined
  // Each of a thousand hosts listens to the one signal of its run.
  setMaxListeners(0, signal)
  if (signal.aborted) callback()
  signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}
