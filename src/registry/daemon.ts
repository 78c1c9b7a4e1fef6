import { EXIT, Fault, type Place } from '../base/fault.ts'
import { serve } from './serve.ts'

// The whole program of the bundled daemon: `serve CONFIG`, nothing else.
process.exitCode = await main(process.argv.slice(2))

async function main([command, config, ...rest]: readonly string[]): Promise<number> {
  if (command !== 'serve' || config === undefined || rest.length > 0) {
    process.stderr.write('usage: wharf-registry serve CONFIG\n')
    return EXIT.badUsage
  }
  // Whoever read the log may go away; the images are still wanted.
  process.stderr.on('error', () => undefined)
  const stop = new AbortController()
  const abort = () => stop.abort()
  process.on('SIGTERM', abort).on('SIGINT', abort)
  try {
    await serve(config, {
      environment: process.env,
      write: line => process.stderr.write(line),
      signal: stop.signal,
    })
    return EXIT.converged
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    process.stderr.write(`error: ${placed(error.place)}${error.message}\n`)
    return error.exitCode
  } finally {
    process.off('SIGTERM', abort).off('SIGINT', abort)
  }
}

function placed(place: Place | undefined): string {
  return place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `
}
