import { Fault, InterruptedFault } from '../../base/fault.ts'

/** Throws what interrupted, once the signal says so. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw signal.reason instanceof Fault ? signal.reason : new InterruptedFault('interrupted')
}
