import type { ConnectOptions } from '../module/index.ts'
import type { Wish } from './target.ts'

type Variables = Readonly<Record<string, unknown>>

/** What a host's variables and the command line ask of the login. Variables win. */
export function wishOf(host: string, variables: Variables, options: ConnectOptions): Wish {
  const text = (...names: readonly string[]): string | undefined => textOf(variables, names)
  const port = text('ansible_port', 'ansible_ssh_port')
  const timeout = text('ansible_ssh_timeout', 'ansible_timeout')
  const checking = text('ansible_ssh_host_key_checking', 'ansible_host_key_checking')
  return {
    alias: text('ansible_host', 'ansible_ssh_host') ?? host,
    user: text('ansible_user', 'ansible_ssh_user') ?? options.user,
    port: port === undefined ? undefined : Number(port),
    keyFile: text('ansible_ssh_private_key_file', 'ansible_private_key_file') ?? options.privateKey,
    passphrase: text('ansible_ssh_private_key_passphrase'),
    password: text('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'),
    checksHostKey: checking === undefined ? undefined : !/^(false|no|off|0)$/i.test(checking),
    connectTimeout: timeout === undefined ? undefined : Number(timeout),
  }
}

/** The first of these variables that has a value, as text. */
export function textOf(variables: Variables, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = variables[name]
    if (value !== undefined && value !== null && value !== '') return String(value)
  }
  return undefined
}
