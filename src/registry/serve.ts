import { type Environment, readConfig } from './config/index.ts'
import { logTo } from './observe/log.ts'
import { startRegistry } from './server.ts'

export interface ServeOptions {
  /** Variables called `REGISTRY_*` lie over the file. */
  readonly environment: Environment
  /** Takes the lines of the log. */
  readonly write: (line: string) => void
  /** Aborted when the daemon is to stop. */
  readonly signal: AbortSignal
}

/** Serves as a configuration file says until the signal comes, then stops gracefully. Throws a Fault for what can't work. */
export async function serve(
  path: string,
  { environment, write, signal }: ServeOptions,
): Promise<void> {
  const { config, warnings } = await readConfig(path, environment)
  const log = logTo(write, config.log)
  for (const warning of warnings) log.warn(warning)
  await using registry = await startRegistry(config, log)
  if (!signal.aborted) {
    await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  }
  log.info('stopping: running transfers may finish', { timeout: `${config.http.draintimeout}ms` })
  await registry.close()
  log.info('stopped')
}
