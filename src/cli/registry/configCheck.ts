import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { CONFIG_FILE, configPath } from './configPath.ts'

/** `wharf registry config check FILE` */
export const configCheckCommand = command({
  command: 'check [file]',
  summary: 'Check a configuration with all drivers and sections, also those that are not built yet',
  options: yargs => yargs.positional('file', CONFIG_FILE),
  async run({ file }, terminal) {
    const { readConfig } = await import('../../registry/config/index.ts')
    const path = configPath(file, terminal)
    const { warnings } = await readConfig(path, terminal.environment)
    for (const warning of warnings) terminal.err(`warning: ${warning}\n`)
    terminal.out(`${path}: ok\n`)
    return EXIT.converged
  },
})
