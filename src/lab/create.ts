import { randomBytes } from 'node:crypto'
import { writeFileAtomic } from '../base/files.ts'
import { type Credentials, furnish, kubeconfigText, newCredentials } from './furnish/index.ts'
import { inventoryText } from './inventory.ts'
import { knownHostsLine, newKeyPair } from './keys.ts'
import { type Lab, masterOf, pathsOf, SSH_PORT } from './model.ts'
import type { Program } from './program.ts'
import { writeLab } from './record.ts'

/** Makes a lab's files: keys, hosts' roots, inventory. What makes it a lab, its record, is written last. */
export async function create(lab: Lab, program: Program): Promise<void> {
  const paths = pathsOf(lab.directory)
  const person = newKeyPair('wharf-lab')
  const hosts = lab.hosts.map(host => ({ host, key: newKeyPair(host.name) }))
  const credentials = await credentialsOf(lab)
  await Promise.all(
    hosts.map(({ host, key }) =>
      furnish(lab, host, { keys: { host: key, person }, credentials, program }),
    ),
  )
  const lines = hosts.map(({ host, key }) => knownHostsLine(host.address, SSH_PORT, key.publicKey))
  await secret(paths.knownHosts, `${lines.join('\n')}\n`)
  await secret(paths.key, person.privateKey)
  await secret(`${paths.key}.pub`, person.publicKey)
  const master = masterOf(lab)
  if (master && credentials) await secret(paths.kubeconfig, kubeconfigText(master, credentials))
  const passwords = { developer: newPassword(), stranger: newPassword() }
  await secret(paths.inventory, inventoryText(lab, passwords))
  await writeLab(lab)
}

async function credentialsOf(lab: Lab): Promise<Credentials | undefined> {
  const master = masterOf(lab)
  return master && newCredentials(master)
}

function secret(path: string, content: string): Promise<void> {
  return writeFileAtomic(path, content, { mode: 0o600 })
}

function newPassword(): string {
  return randomBytes(12).toString('hex')
}
