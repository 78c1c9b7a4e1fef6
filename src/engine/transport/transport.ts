import { Fault } from '../../base/fault.ts'
import type { Transport } from '../module/index.ts'
import { localTransport } from './local.ts'
import { type SshOptions, sshTransport } from './ssh.ts'
import { textOf } from './wish.ts'

/** Every host by the way that its `ansible_connection` names: ssh (the default), or this machine itself. */
export function transport(options: SshOptions = {}): Transport {
  const ssh = sshTransport(options)
  const ways: Readonly<Record<string, Transport>> = {
    ssh,
    smart: ssh,
    local: localTransport(options),
  }
  return {
    async connect(host, variables, connectOptions) {
      const name = textOf(variables, ['ansible_connection']) ?? 'ssh'
      const way = Object.hasOwn(ways, name) ? ways[name] : undefined
      if (!way)
        throw new Fault(`ansible_connection: "${name}" is not a way to a host`, {
          hint: `known are ${Object.keys(ways).join(', ')}`,
        })
      return way.connect(host, variables, connectOptions)
    },
  }
}
