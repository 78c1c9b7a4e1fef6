import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault, InterruptedFault, messageOf } from '../../base/fault.ts'
import type { Config } from '../../registry/config/index.ts'
import type { Driver } from '../../registry/storage/index.ts'
import type { Terminal } from '../command.ts'

/** The storage that a configuration names, as a running daemon has it. Throws a Fault where this process can't see the same. */
export async function openStorage(
  path: string,
  { environment }: Terminal,
): Promise<{ readonly config: Config; readonly driver: Driver }> {
  const { loadConfig } = await import('../../registry/config/index.ts')
  const { openDriver, REPOSITORIES } = await import('../../registry/storage/index.ts')
  const config = await loadConfig(path, environment)
  const { filesystem } = config.storage
  if (filesystem === undefined) {
    throw new Fault('config: storage: only a filesystem can be looked into from outside the daemon')
  }
  try {
    const root = await stat(filesystem.rootdirectory)
    // The daemon made this one, whoever made the other.
    actAs(await stat(join(filesystem.rootdirectory, REPOSITORIES)).catch(() => root))
  } catch (cause) {
    const key = 'storage.filesystem.rootdirectory'
    throw new Fault(`config: ${key}: ${messageOf(cause)}`, { cause })
  }
  return { config, driver: await openDriver(config.storage) }
}

/** What root writes here, the daemon must be able to change: from here on it is written by the owner of the storage. */
function actAs({ uid, gid }: Stats): void {
  if (process.geteuid?.() !== 0 || uid === 0) return
  process.setegid?.(gid)
  process.seteuid?.(uid)
}

/** Lets a signal end some work as an interruption, not as a bug. */
export async function interruptible<T>({ signal }: Terminal, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (!signal.aborted || cause instanceof Fault) throw cause
    throw new InterruptedFault('interrupted', { cause })
  }
}
