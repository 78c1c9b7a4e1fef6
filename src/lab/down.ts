import { existsSync } from 'node:fs'
import { chmod, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathsOf } from './model.ts'
import { end } from './processes.ts'
import { hostsOnDisk, readProcess } from './record.ts'

export interface DownOptions {
  /** Leaves `.lab/logs` where it is. */
  readonly keepLogs?: boolean
}

/** Ends a directory's lab and removes what it made there. Resolves to whether there was one. */
export async function down(directory: string, options: DownOptions = {}): Promise<boolean> {
  const home = resolve(directory)
  const paths = pathsOf(home)
  const existed = existsSync(paths.lab)
  const names = await hostsOnDisk(home)
  const processes = await Promise.all(names.map(name => readProcess(home, name)))
  await end(processes.filter(process => process !== undefined))
  await rm(paths.inventory, { force: true })
  if (!existed) return false
  if (!options.keepLogs) {
    await removeTree(paths.lab)
    return true
  }
  for (const name of await readdir(paths.lab)) {
    if (name !== 'logs') await removeTree(join(paths.lab, name))
  }
  return true
}

/** Removes a tree even where its directories are not writable, as a play may have left them. */
async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    await openUp(path)
    await rm(path, { recursive: true, force: true })
  }
}

async function openUp(directory: string): Promise<void> {
  await chmod(directory, 0o700)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(join(directory, entry.name))
  }
}
