import { Fault, InterruptedFault, UnreachableFault } from '../../base/fault.ts'
import { reasonOf } from '../compile/index.ts'
import type { Outcome, Result } from '../module/index.ts'

/** A script failed on its host, in the midst of a task that is done here. */
export class ScriptFault extends Fault {
  override readonly name = 'ScriptFault'
  readonly result: Result

  constructor(reason: string, result: Result) {
    super(reason)
    this.result = result
  }
}

/** A fault as the end of a task on one host. Throws on what is none: a bug, or an interrupt. */
export function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof Fault) || error instanceof InterruptedFault) throw error
  const reason = reasonOf(error)
  if (error instanceof UnreachableFault) return { kind: 'unreachable', reason }
  return { kind: 'failed', reason, result: error instanceof ScriptFault ? error.result : {} }
}

/** Throws where the person running it has asked to stop. */
export function checkInterrupt(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedFault('interrupted')
}
