import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../base/fault.ts'
import { BOOT_SCRIPT } from './bootScript.ts'
import { type Lab, type LabHost, pathsOf } from './model.ts'
import { identify } from './processes.ts'
import type { Program } from './program.ts'

export interface BootOptions {
  /** The words that make the host's namespaces, given to unshare. */
  readonly unshare: readonly string[]
  readonly program: Program
}

/** A host that has been set going. */
export interface Booting {
  /** Rejects when the host's process ends; never resolves. */
  readonly failed: Promise<never>
}

/** Sets a host going from its root directory. It runs on when this process ends. */
export async function boot(
  lab: Lab,
  host: LabHost,
  { unshare, program }: BootOptions,
): Promise<Booting> {
  const paths = pathsOf(lab.directory)
  const root = paths.root(host.name)
  const script = join(dirname(root), 'boot.sh')
  await mkdir(paths.logs, { recursive: true })
  await writeFile(script, BOOT_SCRIPT)
  const log = openSync(paths.log(host.name), 'a', 0o600)
  const { node, directory, mount, words } = program
  const child = spawn(
    'unshare',
    [...unshare, 'sh', script, root, host.name, node, directory, mount, ...words, 'init'],
    { detached: true, stdio: ['ignore', log, log], cwd: '/' },
  )
  closeSync(log)
  const failed = new Promise<never>((_, reject) => {
    child.once('error', error => reject(didNotBoot(host, String(error), error)))
    child.once('exit', () => reject(didNotBoot(host, lastLines(paths.log(host.name)))))
  })
  // Whoever waits for the host sees it; nobody else need care.
  failed.catch(() => undefined)
  child.unref()
  // At once, so that whatever becomes of this process, the host can be found and ended.
  const process = child.pid === undefined ? undefined : identify(child.pid)
  if (process) writeFileSync(paths.process(host.name), `${JSON.stringify(process)}\n`)
  return { failed }
}

function didNotBoot(host: LabHost, why: string, cause?: unknown): Fault {
  return new Fault(`host ${host.name} did not boot: ${why}`, { cause })
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') || 'it printed nothing'
}
