import { existsSync } from 'node:fs'
import { cp, lstat, mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyPair } from '../keys.ts'
import { type Lab, type LabHost, masterOf, pathsOf } from '../model.ts'
import { HIDDEN_NODE, type Program } from '../program.ts'
import { baseFiles } from './base.ts'
import type { Credentials } from './credentials.ts'
import { dockerFiles } from './docker.ts'
import { writeHostFiles } from './hostFile.ts'
import { masterFiles } from './master.ts'
import { sshdFiles } from './sshd.ts'
import { toolFiles } from './tools.ts'

export { type Credentials, newCredentials } from './credentials.ts'
export { kubeconfigText } from './kubeconfig.ts'

export interface Furniture {
  readonly keys: { readonly host: KeyPair; readonly person: KeyPair }
  /** Of the cluster, in a lab that has a master. */
  readonly credentials: Credentials | undefined
  readonly program: Program
}

/** Builds a host's root directory whole, or not at all. */
export async function furnish(
  lab: Lab,
  host: LabHost,
  { keys, credentials, program }: Furniture,
): Promise<void> {
  const root = pathsOf(lab.directory).root(host.name)
  const draft = `${root}.draft`
  await rm(draft, { recursive: true, force: true })
  await writeHostFiles(draft, [
    ...baseFiles(lab, host),
    ...toolFiles(),
    ...dockerFiles(),
    ...sshdFiles(host, keys, program),
    ...(credentials && host.name === masterOf(lab)?.name
      ? masterFiles(lab, host, credentials, program)
      : []),
  ])
  await copyFromMachine(draft)
  await makeMountPoints(draft, program)
  await rename(draft, root)
}

/** What the programs of this machine's /usr need of its /etc. */
const FROM_MACHINE = ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d']

async function copyFromMachine(root: string): Promise<void> {
  for (const path of FROM_MACHINE.filter(existsSync)) {
    await cp(path, join(root, path), { recursive: true, verbatimSymlinks: true })
  }
}

/** The links of this machine's root into /usr, or directories where it has those; and where wharf shows itself. */
async function makeMountPoints(root: string, program: Program): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    if (!existsSync(`/${name}`)) continue
    const isLink = (await lstat(`/${name}`)).isSymbolicLink()
    if (isLink) await symlink(await readlink(`/${name}`), join(root, name))
    else await mkdir(join(root, name))
  }
  await mkdir(join(root, program.mount), { recursive: true })
  await writeFile(join(root, HIDDEN_NODE), '')
  await mkdir(join(root, '/.lab/bin'))
  if (existsSync('/etc/alternatives')) await mkdir(join(root, '/etc/alternatives'))
  for (const name of ['etc', 'games', 'include', 'libexec', 'sbin', 'share', 'src']) {
    await mkdir(join(root, '/.lab/local', name), { recursive: true })
  }
}
