import { EXIT, Fault } from '../../base/fault.ts'
import { command } from '../command.ts'

/** `wharf lab status`: 0 when every host is up. */
export const statusCommand = command({
  command: 'status',
  summary: 'Show the hosts of the lab of this directory',
  options: yargs => yargs,
  async run(_, terminal) {
    const { status } = await import('../../lab/index.ts')
    const hosts = await status(process.cwd())
    if (!hosts) throw new Fault('there is no lab here', { hint: '`wharf lab up` makes one' })
    for (const { host, state } of hosts) {
      terminal.out(`${host.name.padEnd(8)} ${host.address.padEnd(14)} ${state}\n`)
    }
    return hosts.every(({ state }) => state === 'up') ? EXIT.converged : EXIT.hostUnreachable
  },
})
