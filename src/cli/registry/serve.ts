import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'

/** `wharf registry serve CONFIG` */
export const serveCommand = command({
  command: 'serve <config>',
  summary: 'Run the registry daemon until it is told to stop',
  options: yargs =>
    yargs.positional('config', {
      type: 'string',
      demandOption: true,
      describe: 'The configuration file (YAML)',
    }),
  async run({ config }, terminal) {
    const { serve } = await import('../../registry/index.ts')
    await serve(config, { write: line => terminal.err(line), signal: terminal.signal })
    return EXIT.converged
  },
})
