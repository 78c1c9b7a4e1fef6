import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, pathsOf, readLab } from '../../src/lab/index.ts'
import { readProcess } from '../../src/lab/record.ts'
import { cli, HOME } from '../helpers/cli.ts'
import { labDirectory } from '../helpers/lab.ts'
import { type Played, type Playing, startWharf } from '../helpers/wharf.ts'

/** The playbook for all. */
export const SITE = join(HOME, 'playbooks/site.yaml')

/** The lab that tests share which leave its hosts able to take the next. It is up until the tests end, however they end. */
export function sharedLab(): Promise<Lab> {
  shared ??= newLab()
  return shared
}

let shared: Promise<Lab> | undefined

/** A lab of one's own, brought up as a user would. It goes with the tests, or by `takeDown`. */
export async function newLab(): Promise<Lab> {
  const directory = labDirectory()
  removeAtExit(directory)
  const { code, stderr } = await cli(['lab', 'up'], { cwd: directory })
  const lab = await readLab(directory)
  if (code !== 0 || !lab) throw new Error(`the lab did not come up:\n${stderr}`)
  return lab
}

/** Ends a lab and removes its directory. */
export async function takeDown({ directory }: Lab): Promise<void> {
  await cli(['lab', 'down'], { cwd: directory })
  rmSync(directory, { recursive: true, force: true })
  directories.delete(directory)
}

const directories = new Set<string>()

/** A directory in which a lab may be, and will not be when the tests have ended. */
export function removeAtExit(directory: string): void {
  if (directories.size === 0) {
    process.once('exit', removeAll)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  }
  directories.add(directory)
}

function removeAll(): void {
  for (const directory of directories) {
    spawnSync(process.execPath, [join(HOME, 'dist/main.js'), 'lab', 'down'], { cwd: directory })
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Starts a playbook against a lab: one of those beside this file, or a path. */
export function startPlay(lab: Lab, playbook: string, ...words: readonly string[]): Playing {
  const path = join(import.meta.dirname, 'playbooks', playbook)
  const file = playbook.startsWith('/') ? playbook : path
  return startWharf(file, '-i', pathsOf(lab.directory).inventory, ...words)
}

/** Runs a playbook against a lab to its end. */
export function play(lab: Lab, playbook: string, ...words: readonly string[]): Promise<Played> {
  return startPlay(lab, playbook, ...words).ended
}

/** What a file of a host holds, or undefined where it has none. */
export function readOn(lab: Lab, host: string, path: string): string | undefined {
  try {
    return readFileSync(join(pathsOf(lab.directory).root(host), path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** How often docker has been started on a host. */
export function dockerStarts(lab: Lab, host: string): number {
  return (readOn(lab, host, '/var/log/dockerd.starts') ?? '').split('\n').filter(Boolean).length
}

/** How often a unit of a host has been started, the host's own start included. */
export function serviceStarts(lab: Lab, host: string, unit: string): number {
  const journal = readOn(lab, host, `/var/log/journal/${unit}.service.log`) ?? ''
  return journal.match(/: Started /g)?.length ?? 0
}

/** A process of a host, seen from outside. */
export interface HostProcess {
  readonly pid: number
  readonly words: string
  readonly environment: string
}

/** The processes of a host. */
export async function processesOf(lab: Lab, host: string): Promise<HostProcess[]> {
  const outside = await readProcess(lab.directory, host)
  const namespace = outside && linkOf(`/proc/${outside.pid}/ns/pid_for_children`)
  if (!namespace) return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && linkOf(`/proc/${name}/ns/pid`) === namespace)
    .map(name => ({
      pid: Number(name),
      words: textOf(`/proc/${name}/cmdline`),
      environment: textOf(`/proc/${name}/environ`),
    }))
}

/** Ends the SSH server of a host and with it every connection; the host starts it again. */
export async function dropConnections(lab: Lab, host: string): Promise<void> {
  const processes = await processesOf(lab, host)
  for (const { pid } of processes.filter(({ words }) => / sshd \d/.test(words))) {
    process.kill(pid, 'SIGKILL')
  }
}

/** Undefined when the process has ended meanwhile. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
