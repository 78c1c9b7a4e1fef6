import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { CONFIG_FILE, configPath } from './configPath.ts'

/** `wharf registry config show FILE` */
export const configShowCommand = command({
  command: 'show [file]',
  summary: 'Print the configuration in force, and where each value comes from; secrets are masked',
  options: yargs =>
    yargs.positional('file', CONFIG_FILE).option('output', {
      choices: ['text', 'json'] as const,
      default: 'text',
      describe: 'How to print',
    }),
  async run({ file, output }, terminal) {
    const { readConfig, showConfig } = await import('../../registry/config/index.ts')
    const keys = showConfig(await readConfig(configPath(file, terminal), terminal.environment))
    if (output === 'json') {
      terminal.out(`${JSON.stringify(keys, undefined, 2)}\n`)
      return EXIT.converged
    }
    const lines = keys.map(({ key, value, origin }) => [`${key}: ${JSON.stringify(value)}`, origin])
    const width = Math.min(60, Math.max(...lines.map(([line = '']) => line.length)))
    for (const [line = '', origin] of lines) {
      terminal.out(`${line.padEnd(width)}  # ${origin}\n`)
    }
    return EXIT.converged
  },
})
