import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dockerFiles } from '../../src/lab/furnish/docker.ts'
import { writeHostFiles } from '../../src/lab/furnish/hostFile.ts'
import type { Authority } from '../../src/pki/index.ts'
import { startApiProcess } from './apiProcess.ts'
import { type Fleet, type FleetHost, hostOf, inside, reachedBy, sharedFleet } from './fleet.ts'
import { masterFiles } from './master.ts'
import { type Played, wharf } from './wharf.ts'

/** A cluster's hosts before anything was provisioned, and all that `site.yaml` asks for. */
export interface Site {
  readonly fleet: Fleet
  readonly masters: readonly FleetHost[]
  /** Where the registry will be. */
  readonly infra: FleetHost
  readonly inventory: string
  /** An administrator's way to the cluster, on this machine. */
  readonly kubeconfig: string
  /** Passwords of the registry's users; `developer` may do all in the project `demo`, `stranger` nothing. */
  readonly passwords: Readonly<Record<'developer' | 'stranger', string>>
}

export const SITE = fileURLToPath(new URL('../../playbooks/site.yaml', import.meta.url))

/** The shared fleet as three masters, an infra node and a node, with docker as Red Hat has it. */
export function site(): Promise<Site> {
  prepared ??= prepare()
  return prepared
}

/** The site after `site.yaml` has run once, with what `--check` said before and what the run then did. */
export function provisionedSite(): Promise<ProvisionedSite> {
  provisioned ??= provision()
  return provisioned
}

export interface ProvisionedSite extends Site {
  readonly foretold: Played
  readonly first: Played
  /** How often that run restarted docker, host by host in the fleet's order. */
  readonly dockerRestarts: readonly number[]
}

/** How often the stand-in for docker was started on a host. */
export async function dockerStarts(host: FleetHost): Promise<number> {
  return Number(await inside(host, 'wc -l </var/log/dockerd.starts'))
}

/** The address at which clients find the registry. */
export async function registryAddress({ infra }: Site): Promise<string> {
  return `${await inside(infra, 'cat /etc/wharfinger/registry-address')}:5000`
}

let prepared: Promise<Site> | undefined
let provisioned: Promise<ProvisionedSite> | undefined

async function provision(): Promise<ProvisionedSite> {
  const found = await site()
  const foretold = await wharf(SITE, '-i', found.inventory, '--check')
  const before = await allDockerStarts(found.fleet)
  const first = await wharf(SITE, '-i', found.inventory)
  const after = await allDockerStarts(found.fleet)
  const dockerRestarts = after.map((count, index) => count - (before[index] ?? 0))
  return { ...found, foretold, first, dockerRestarts }
}

async function prepare(): Promise<Site> {
  const fleet = await sharedFleet()
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-site-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const nodes = fleet.hosts.map(({ name, address }) => ({
    name,
    address,
    labels: { zone: 'default' },
  }))
  const { ca, kubeconfig } = await startApiProcess(fleet.control, nodes, join(folder, 'api'))
  const masters = ['h1', 'h2', 'h3'].map(name => hostOf(fleet, name))
  await Promise.all(fleet.hosts.map(installDocker))
  await Promise.all(masters.map(master => installMaster(master, ca, kubeconfig)))

  const passwords = { developer: newPassword(), stranger: newPassword() }
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  return {
    fleet,
    masters,
    infra: hostOf(fleet, 'h4'),
    inventory: write('inventory.yaml', JSON.stringify(inventoryOf(fleet, passwords))),
    kubeconfig: write('kubeconfig', kubeconfig),
    passwords,
  }
}

function allDockerStarts({ hosts }: Fleet): Promise<number[]> {
  return Promise.all(hosts.map(dockerStarts))
}

/** Docker's file and unit as Red Hat has them, and a daemon that knows its options and writes down each start. */
async function installDocker(host: FleetHost): Promise<void> {
  const files = dockerFiles().map(file => ({
    ...file,
    path: file.path.replace(/^\/\.lab\/local\//, '/usr/local/'),
  }))
  await writeHostFiles(host.root, files)
  await inside(host, 'systemctl daemon-reload && systemctl start docker')
}

async function installMaster(host: FleetHost, ca: Authority, kubeconfig: string): Promise<void> {
  await writeHostFiles(host.root, await masterFiles(host, ca))
  if (host.name === 'h1') {
    const path = '/etc/origin/master/admin.kubeconfig'
    await writeHostFiles(host.root, [{ path, content: kubeconfig, mode: 0o600 }])
  }
  await inside(host, 'systemctl daemon-reload && systemctl start atomic-openshift-master')
}

function inventoryOf(fleet: Fleet, passwords: Site['passwords']): object {
  const group = (...names: readonly string[]) => ({
    hosts: Object.fromEntries(names.map(name => [name, {}])),
  })
  const addresses = fleet.hosts.map(({ name, address }) => [name, { ansible_host: address }])
  return {
    all: {
      hosts: Object.fromEntries(addresses),
      children: {
        masters: group('h1', 'h2', 'h3'),
        nodes: group('h1', 'h2', 'h3', 'h4', 'h5'),
        infra: group('h4'),
        registry: group('h4'),
      },
      vars: {
        ...reachedBy(fleet),
        node_labels: { h4: { region: 'infra' } },
        masters_ca: '/etc/origin/master/api-ca.crt',
        registry_users: Object.entries(passwords).map(([name, password]) => ({ name, password })),
        registry_policy: [{ role: 'registry-editor', project: 'demo', users: ['developer'] }],
        registry_names_in_hosts: true,
        verify_repository: 'demo/verify',
        verify_username: 'developer',
        verify_password: passwords.developer,
        verify_denied_username: 'stranger',
        verify_denied_password: passwords.stranger,
      },
    },
  }
}

function newPassword(): string {
  return randomBytes(12).toString('base64url')
}
