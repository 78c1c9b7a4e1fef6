import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'

/** `wharf lab down`. */
export const downCommand = command({
  command: 'down',
  summary: 'End the lab of this directory and remove its files',
  options: yargs =>
    yargs.option('keep-logs', {
      type: 'boolean',
      default: false,
      describe: 'Leave .lab/logs',
    }),
  async run({ keepLogs }, terminal) {
    const { down } = await import('../../lab/index.ts')
    const existed = await down(process.cwd(), { keepLogs })
    terminal.out(existed ? 'the lab is down\n' : 'there is no lab here\n')
    return EXIT.converged
  },
})
