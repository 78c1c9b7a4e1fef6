import { join } from 'node:path'
import { Fault } from '../../base/fault.ts'
import type { SshConfig } from './sshConfig.ts'
import { expandTokens, type Tokens } from './tokens.ts'

/** The person at the controller, whose keys and settings count. */
export interface Person {
  readonly name: string
  readonly home: string
  /** `SSH_AUTH_SOCK` */
  readonly agentSocket: string | undefined
}

/** What is asked for by name, before any ssh_config is read. */
export interface Wish {
  /** As one would call it on ssh's command line. */
  readonly alias: string
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** A key to try before all others. */
  readonly keyFile?: string | undefined
  readonly passphrase?: string | undefined
  readonly password?: string | undefined
  readonly checksHostKey?: boolean | undefined
  /** Seconds. */
  readonly connectTimeout?: number | undefined
  /** The hosts to go through, outermost first; undefined leaves it to the configuration. */
  readonly jumps?: readonly string[] | undefined
}

/** Whether an unknown host key is refused, remembered, or (`no`) even a changed one is taken. */
export type HostKeyChecking = 'yes' | 'accept-new' | 'no'

/** One SSH server and how to log in to it: settled, nothing left to look up but files. */
export interface Target {
  readonly alias: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Key files in the order to try; `namedKeys` come before the agent's, `defaultKeys` after. */
  readonly namedKeys: readonly string[]
  readonly defaultKeys: readonly string[]
  readonly agentSocket: string | undefined
  /** Only the named keys are tried, be it through the agent. */
  readonly identitiesOnly: boolean
  readonly passphrase: string | undefined
  readonly password: string | undefined
  /** The name that known_hosts files have it under. */
  readonly hostKeyName: string
  readonly knownHostsFiles: readonly string[]
  /** Where an accepted key is written. */
  readonly knownHostsFile: string
  readonly hostKeyChecking: HostKeyChecking
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly keepalive: number
  readonly jumps: readonly string[]
  readonly proxyCommand: string | undefined
}

const CONNECT_TIMEOUT = 10
const KEEPALIVE = 15
const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/** Settles a wish: what was asked for comes before the configuration, that before the defaults. */
export function targetOf(wish: Wish, config: SshConfig, person: Person): Target {
  const alias = wish.alias
  const port = portOf(alias, wish.port ?? Number(config.get('port') ?? 22))
  const user = wish.user ?? config.get('user') ?? person.name
  const first = { home: person.home, alias, host: alias, port, user, localUser: person.name }
  const host = expandTokens(config.get('hostname') ?? alias, first)
  const tokens = { ...first, host }
  const paths = (name: string): string[] => config.all(name).map(path => expandTokens(path, tokens))
  const named = [wish.keyFile, ...paths('identityfile')].filter(path => path !== undefined)
  const defaults = DEFAULT_KEYS.map(name => join(person.home, '.ssh', name))
  const known = knownHostsOf(paths, person.home)
  return {
    alias,
    host,
    port,
    user,
    namedKeys: named.map(path => expandTokens(path, tokens)),
    defaultKeys: paths('identityfile').length > 0 ? [] : defaults,
    agentSocket: agentOf(config.get('identityagent'), person, tokens),
    identitiesOnly: isYes(config.get('identitiesonly')),
    passphrase: wish.passphrase,
    password: wish.password,
    hostKeyName: (config.get('hostkeyalias') ?? host).toLowerCase(),
    ...known,
    hostKeyChecking: checkingOf(wish, config),
    connectTimeout: seconds(wish.connectTimeout ?? config.get('connecttimeout'), CONNECT_TIMEOUT),
    keepalive: seconds(config.get('serveraliveinterval'), KEEPALIVE),
    jumps: wish.jumps ?? jumpsOf(config.get('proxyjump')),
    proxyCommand: proxyOf(config, tokens),
  }
}

/** The hosts of a ProxyJump value, outermost first. */
export function jumpsOf(value: string | undefined): string[] {
  if (value === undefined || value.toLowerCase() === 'none') return []
  return value.split(',').map(jump => jump.trim())
}

/** `[user@]host[:port]`, also as an ssh:// URL and with an IPv6 address in brackets. */
export function wishOfJump(jump: string): Wish {
  const [, user, bracketed, plain = '', port] =
    /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[(.*?)\]|([^:]*|[^[]*:.*:.*?))(?::(\d+))?$/.exec(jump) ?? []
  return {
    alias: bracketed ?? plain,
    user,
    port: port === undefined ? undefined : Number(port),
  }
}

function portOf(alias: string, port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new Fault(`the port of ${alias} must be a number from 1 to 65535`)
}

function knownHostsOf(
  paths: (name: string) => string[],
  home: string,
): Pick<Target, 'knownHostsFiles' | 'knownHostsFile'> {
  const own = paths('userknownhostsfile')
  const userFiles =
    own.length > 0 ? own : ['known_hosts', 'known_hosts2'].map(name => join(home, '.ssh', name))
  const shared = paths('globalknownhostsfile')
  const globalFiles =
    shared.length > 0 ? shared : ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']
  return {
    knownHostsFiles: [...userFiles, ...globalFiles].filter(file => file !== 'none'),
    knownHostsFile: userFiles[0] ?? join(home, '.ssh/known_hosts'),
  }
}

function agentOf(setting: string | undefined, person: Person, tokens: Tokens): string | undefined {
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return person.agentSocket
  return setting.toLowerCase() === 'none' ? undefined : expandTokens(setting, tokens)
}

function checkingOf(wish: Wish, config: SshConfig): HostKeyChecking {
  if (wish.checksHostKey === false) return 'no'
  const setting = config.get('stricthostkeychecking')?.toLowerCase()
  if (setting === 'accept-new') return setting
  return setting === 'no' || setting === 'off' ? 'no' : 'yes'
}

function proxyOf(config: SshConfig, tokens: Tokens): string | undefined {
  const command = config.get('proxycommand')
  if (command === undefined || command.toLowerCase() === 'none') return undefined
  return expandTokens(command, tokens)
}

function isYes(setting: string | undefined): boolean {
  return setting?.toLowerCase() === 'yes'
}

function seconds(value: number | string | undefined, fallback: number): number {
  const number = Number(value ?? fallback)
  return (number > 0 ? number : fallback) * 1000
}
