import { spawn } from 'node:child_process'
import { Fault } from '../../base/fault.ts'
import { command } from '../command.ts'

/** `wharf lab ssh HOST [COMMAND...]`: OpenSSH's client with the lab's keys; its exit status is ours. */
export const sshCommand = command({
  command: 'ssh <host> [words..]',
  summary: 'Log in to a host of the lab, or run a command on it',
  options: yargs =>
    yargs
      .positional('host', { type: 'string', demandOption: true, describe: 'Name of the host' })
      .positional('words', { type: 'string', array: true, default: [], describe: 'The command' })
      .parserConfiguration({ 'unknown-options-as-args': true }),
  async run({ host: name, words, _: [, , ...afterDashes] }) {
    const { pathsOf, readLab, SSH_PORT } = await import('../../lab/index.ts')
    const lab = await readLab(process.cwd())
    if (!lab) throw new Fault('there is no lab here', { hint: '`wharf lab up` makes one' })
    const host = lab.hosts.find(each => each.name === name)
    if (!host) {
      const names = lab.hosts.map(each => each.name).join(', ')
      throw new Fault(`the lab has no host ${name}`, { hint: `it has ${names}` })
    }
    const paths = pathsOf(lab.directory)
    return runSsh([
      ...['-F', 'none', '-i', paths.key, '-o', 'IdentitiesOnly=yes'],
      ...['-o', `UserKnownHostsFile="${paths.knownHosts}"`],
      ...['-p', String(SSH_PORT), '-l', 'root', host.address, ...words, ...afterDashes.map(String)],
    ])
  },
})

function runSsh(words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', words, { stdio: 'inherit' })
    child.once('error', cause => {
      const hint = "install OpenSSH's client (package openssh-client or openssh-clients)"
      reject(new Fault('there is no ssh on this machine', { hint, cause }))
    })
    child.once('exit', (status, signal) => resolve(status ?? (signal ? 255 : 0)))
  })
}
