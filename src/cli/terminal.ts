import type { Terminal } from './command.ts'

/** The process's own streams and signals. Dispose to stop listening for signals. */
export function processTerminal(): Terminal & Disposable {
  const interrupt = new AbortController()
  const again = new AbortController()
  const stop = (): void => (interrupt.signal.aborted ? again : interrupt).abort()
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // A reader that goes away (`wharf ... | head`) is no error, also when that is noticed only at the end.
  const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  }
  process.stdout.on('error', ignoreClosedPipe)
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    // A terminal without a width, as automation makes them, can't be drawn on.
    interactive: process.stdout.isTTY === true && process.stdout.columns > 0,
    columns: process.stdout.columns || 80,
    environment: process.env,
    signal: interrupt.signal,
    again: again.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      process.off('SIGHUP', stop)
    },
  }
}

/** Whether to colour what a terminal shows: NO_COLOR and FORCE_COLOR decide, else whether a person looks. */
export function wantsColour({ interactive, environment }: Terminal): boolean {
  if (environment['NO_COLOR']) return false
  return environment['FORCE_COLOR'] ? environment['FORCE_COLOR'] !== '0' : interactive
}
