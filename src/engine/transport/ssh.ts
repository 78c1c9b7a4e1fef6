import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { ConnectOptions, Transport } from '../module/index.ts'
import { Connections, type SessionLimits } from './connections.ts'
import { Dialer } from './dialer.ts'
import { type ConfigText, hopsTo } from './hops.ts'
import { type AskPassphrase, KeyFiles } from './keyFiles.ts'
import { parseSshArguments, type SshArguments } from './sshArguments.ts'
import { SshCarrier } from './sshCarrier.ts'
import { readSshConfig } from './sshConfig.ts'
import type { Person } from './target.ts'
import { textOf, wishOf } from './wish.ts'

export interface SshOptions extends SessionLimits {
  /** HOME, USER and SSH_AUTH_SOCK of the person at the controller. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Asks for the passphrase of a key file. Nobody is asked when absent. */
  readonly askPassphrase?: AskPassphrase
}

/** Hosts over SSH: one connection each, verified, configured as OpenSSH's client would be. */
export function sshTransport(options: SshOptions = {}): Transport {
  const person = personOf(options.environment ?? {})
  const dialer = new Dialer(new KeyFiles(options.askPassphrase ?? (async () => undefined)))
  const connections = new Connections(options)
  const texts = new Map<string, Promise<string>>()
  const configFiles = (args: SshArguments): Promise<string> => {
    const files = args.configFile
      ? [args.configFile]
      : [join(person.home, '.ssh/config'), SYSTEM_CONFIG]
    const name = files.join('\n')
    const text = texts.get(name) ?? readAll(files, person.home)
    texts.set(name, text)
    return text
  }
  return {
    async connect(host, variables, connect: ConnectOptions) {
      const args = argumentsOf(variables)
      const config: ConfigText = { lines: args.lines, files: await configFiles(args) }
      const hops = hopsTo(wishOf(host, variables, connect), config, person)
      const client = await dialer.dial(hops, connect.signal)
      const user = hops.at(-1)?.user ?? person.name
      return connections.over(new SshCarrier(client, user), variables, connect)
    },
  }
}

const SYSTEM_CONFIG = '/etc/ssh/ssh_config'
const ARGUMENTS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const

function argumentsOf(variables: Readonly<Record<string, unknown>>): SshArguments {
  const all = ARGUMENTS.map(name => parseSshArguments(textOf(variables, [name]) ?? '', name))
  return {
    lines: all.flatMap(({ lines }) => lines),
    configFile: all.find(({ configFile }) => configFile !== undefined)?.configFile,
  }
}

async function readAll(files: readonly string[], home: string): Promise<string> {
  const texts = await Promise.all(files.map(file => readSshConfig(file, home)))
  // A file's last section ends with the file.
  return texts.join('\nMatch all\n')
}

function personOf(environment: Readonly<Record<string, string | undefined>>): Person {
  const account = userInfo()
  return {
    name: environment['USER'] ?? account.username,
    home: environment['HOME'] ?? account.homedir,
    agentSocket: environment['SSH_AUTH_SOCK'],
  }
}
