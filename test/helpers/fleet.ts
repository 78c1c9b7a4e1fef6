import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Ended, runProgram } from './program.ts'

/** A real host: systemd is PID 1, sshd a unit. */
export interface FleetHost {
  readonly name: string
  readonly address: string
  /** Its init, seen from here. */
  readonly pid: number
  /** Where its files are, seen from here. */
  readonly root: string
}

export interface Fleet {
  /** The address of this machine, seen from the hosts. */
  readonly control: string
  /** The key that every account of every host takes. */
  readonly key: string
  readonly knownHosts: string
  readonly sshConfig: string
  readonly hosts: readonly FleetHost[]
}

export interface FleetOptions {
  /** More Debian packages than a host needs. */
  readonly packages?: readonly string[]
  /** Hosts carry Debian's docker. */
  readonly docker?: boolean
}

const SCRIPTS = fileURLToPath(new URL('../hosts/fleet', import.meta.url))

/** Boots pristine hosts as the fleet of this name; they end with this process, however it ends but by SIGKILL. */
export async function bootFleet(
  name: string,
  count: number,
  { packages = [], docker = false }: FleetOptions = {},
): Promise<Fleet> {
  const run = `${name}-${CHECKOUT}`
  endWithProcess(run)
  const options = [
    ...(packages.length > 0 ? ['--with', packages.join(',')] : []),
    ...(docker ? ['--docker'] : []),
  ]
  const args = [String(count), '--run', run, '--fresh', ...options]
  const { code, stdout, stderr } = await runProgram(spawn(`${SCRIPTS}/up.sh`, args))
  if (code !== 0) throw new Error(`the fleet ${run} did not come up:\n${stderr}`)
  return JSON.parse(stdout) as Fleet
}

/** Hosts that carry all of Debian's clients of registries. One list, so that one base is built for all who want some. */
export const ALL_CLIENTS: FleetOptions = {
  docker: true,
  packages: ['buildah', 'podman', 'skopeo'],
}

/** Hosts that most suites share: with podman and skopeo, without docker. Suites keep to names of their own. */
export function sharedFleet(): Promise<Fleet> {
  shared ??= bootFleet('hosts', 5, { packages: ['podman', 'skopeo'] })
  return shared
}

/** The host of this name, `h1` to `hN`. */
export function hostOf(fleet: Fleet, name: string): FleetHost {
  const host = fleet.hosts.find(each => each.name === name)
  if (!host) throw new Error(`no host ${name}`)
  return host
}

/** Runs a script as root inside a host and gives what it printed, without the last line's end. Throws when it fails. */
export async function inside(host: FleetHost, script: string, input = ''): Promise<string> {
  const { code, stdout, stderr } = await attemptInside(host, script, input)
  if (code !== 0) throw new Error(`${host.name}: ${script}\nexit ${code}: ${stdout}${stderr}`)
  return stdout.replace(/\n$/, '')
}

/** Runs a script as root inside a host, whatever comes of it. */
export function attemptInside(host: FleetHost, script: string, input = ''): Promise<Ended> {
  const place = ['--target', String(host.pid), '--mount', '--uts', '--ipc', '--net', '--pid']
  const child = spawn('nsenter', [...place, '--', 'sh', '-c', script], { env: ENVIRONMENT })
  return runProgram(child, input)
}

/** Settings of an inventory under which `wharf` reaches the fleet as root. */
export function reachedBy({ key, knownHosts }: Fleet): Record<string, string> {
  return {
    ansible_user: 'root',
    ansible_ssh_private_key_file: key,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHosts}`,
  }
}

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LC_ALL: 'C.UTF-8',
}

/** Two checkouts do not share a fleet; one that was left behind by a killed run is taken over. */
const CHECKOUT = createHash('sha256').update(SCRIPTS).digest('hex').slice(0, 6)

let shared: Promise<Fleet> | undefined

function endWithProcess(run: string): void {
  if (runs.length === 0) {
    process.once('exit', () => {
      for (const each of runs) spawnSync(`${SCRIPTS}/down.sh`, ['--run', each])
    })
    process.once('SIGTERM', () => process.exit(143))
    process.once('SIGINT', () => process.exit(130))
  }
  runs.push(run)
}

const runs: string[] = []
