import { EXIT, UsageFault } from '../../base/fault.ts'
import { command } from '../command.ts'

/** What runs inside a lab's host: its supervisor, and its SSH server. Nobody types it. */
export const hostCommand = command({
  command: '_host <role> [address] [port]',
  summary: false,
  options: yargs =>
    yargs
      .positional('role', { type: 'string', demandOption: true })
      .positional('address', { type: 'string', default: '' })
      .positional('port', { type: 'number', default: 0 }),
  async run({ role, address, port }, { signal }) {
    if (role === 'init') {
      const { runInit } = await import('../../lab/inside/init/index.ts')
      await runInit(signal)
    } else if (role === 'sshd') {
      const { runSshd } = await import('../../lab/inside/sshd/index.ts')
      const hostKey = '/etc/ssh/ssh_host_ed25519_key'
      await runSshd({ address, port, hostKey }, signal)
    } else throw new UsageFault(`a host has no role ${role}`)
    return EXIT.converged
  },
})
