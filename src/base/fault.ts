/** Where in a text the reader has to look. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The line itself, shown under the message. */
  readonly source?: string
  /** How many characters to underline. */
  readonly length?: number
}

/** What a process ends with. One table; `wharf --help` prints it. */
export const EXIT = {
  converged: 0,
  badInput: 1,
  hostFailed: 2,
  hostUnreachable: 4,
  badUsage: 5,
  interrupted: 130,
  bug: 250,
} as const

export interface FaultDetail {
  readonly place?: Place | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** An error whose reader is the user: one sentence, where it is, what to do. */
export class Fault extends Error {
  override readonly name: string = 'Fault'
  readonly exitCode: number = EXIT.badInput
  readonly place: Place | undefined
  readonly hint: string | undefined

  constructor(message: string, detail: FaultDetail = {}) {
    super(message, { cause: detail.cause })
    this.place = detail.place
    this.hint = detail.hint
  }
}

/** The command line itself is wrong. */
export class UsageFault extends Fault {
  override readonly name = 'UsageFault'
  override readonly exitCode = EXIT.badUsage
}

/** A host can't be reached, or was lost in the middle. */
export class UnreachableFault extends Fault {
  override readonly name = 'UnreachableFault'
  override readonly exitCode = EXIT.hostUnreachable
}

/** The person running it asked to stop. */
export class InterruptedFault extends Fault {
  override readonly name = 'InterruptedFault'
  override readonly exitCode = EXIT.interrupted
}

/** The message of anything thrown, for wrapping into a fault or an outcome. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
