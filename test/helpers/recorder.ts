import type { Terminal } from '../../src/cli/command.ts'

/** A terminal that nobody looks at and that keeps what was printed. */
export interface Recorder extends Terminal {
  readonly printed: { out: string; err: string }
}

export function recorder(environment: Terminal['environment'] = {}): Recorder {
  const printed = { out: '', err: '' }
  return {
    printed,
    out: text => {
      printed.out += text
    },
    err: text => {
      printed.err += text
    },
    interactive: false,
    columns: 80,
    environment,
    signal: new AbortController().signal,
    again: new AbortController().signal,
  }
}
