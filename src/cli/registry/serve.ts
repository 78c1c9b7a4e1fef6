import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { CONFIG_FILE, configPath } from './configPath.ts'

/** `wharf registry serve CONFIG` */
export const serveCommand = command({
  command: 'serve [config]',
  summary: 'Run the registry daemon until it is told to stop',
  options: yargs => yargs.positional('config', CONFIG_FILE),
  async run({ config }, terminal) {
    const { serve } = await import('../../registry/index.ts')
    await serve(configPath(config, terminal), {
      environment: terminal.environment,
      log: { write: line => terminal.err(line) },
      access: { write: line => terminal.out(line) },
      signal: terminal.signal,
      cut: terminal.again,
    })
    return EXIT.converged
  },
})
