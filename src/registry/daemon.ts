import { fileURLToPath } from 'node:url'
import { EXIT, Fault, type Place } from '../base/fault.ts'

/** In bytes: pipes take so many at once, and never a part of what a worker writes in between. */
const ATOMIC = 4096

// The whole program of the bundled daemon: `serve [CONFIG]`, and the processes that serve with it.
process.exitCode = await main(process.argv.slice(2))

async function main([command, config, ...rest]: readonly string[]): Promise<number> {
  const path = config ?? process.env['REGISTRY_CONFIGURATION_PATH']
  if (command === 'worker') {
    const { work } = await import('./workers/worker.ts')
    await work()
    return EXIT.converged
  }
  if (command !== 'serve' || rest.length > 0) {
    process.stderr.write('usage: wharf-registry serve [CONFIG]\n')
    return EXIT.badUsage
  }
  if (!path) {
    process.stderr.write('error: configuration path unspecified\n')
    return EXIT.badInput
  }
  return serveUntilStopped(path)
}

async function serveUntilStopped(path: string): Promise<number> {
  const { lineWriter } = await import('./observe/lineWriter.ts')
  const log = lineWriter(process.stderr, ATOMIC)
  const access = lineWriter(process.stdout, ATOMIC)
  process.once('exit', log.flush).once('exit', access.flush)
  const stop = new AbortController()
  const cut = new AbortController()
  const abort = (): void => (stop.signal.aborted ? cut : stop).abort()
  process.on('SIGTERM', abort).on('SIGINT', abort)
  try {
    const { serve } = await import('./serve.ts')
    await serve(path, {
      environment: process.env,
      log,
      access,
      signal: stop.signal,
      cut: cut.signal,
      entry: fileURLToPath(import.meta.url),
    })
    return EXIT.converged
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    log.write(`error: ${placed(error.place)}${error.message}\n`, 'error')
    return error.exitCode
  } finally {
    log.flush()
    process.off('SIGTERM', abort).off('SIGINT', abort)
  }
}

function placed(place: Place | undefined): string {
  return place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `
}
