import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { CONFIG_FILE, configPath } from './configPath.ts'

/** `wharf registry config show FILE` */
export const configShowCommand = command({
  command: 'show [file]',
  summary: 'Print the configuration in force, and where each value comes from; secrets are masked',
  options: yargs =>
    yargs.positional('file', CONFIG_FILE).option('output', {
      choices: ['yaml', 'json'] as const,
      default: 'yaml',
      describe: 'How to print',
    }),
  async run({ file, output }, terminal) {
    const { readConfig, showConfig, showYaml } = await import('../../registry/config/index.ts')
    const keys = showConfig(await readConfig(configPath(file, terminal), terminal.environment))
    const told = keys.map(({ path: _, ...key }) => key)
    terminal.out(output === 'json' ? `${JSON.stringify(told, undefined, 2)}\n` : showYaml(keys))
    return EXIT.converged
  },
})
