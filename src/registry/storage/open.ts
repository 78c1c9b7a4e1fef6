import { randomBytes, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { Fault, messageOf } from '../../base/fault.ts'
import type { StorageConfig } from '../config/index.ts'
import type { Driver } from './driver.ts'
import { filesystemDriver } from './drivers/filesystem.ts'
import { memoryDriver } from './drivers/memory.ts'
import { keptIn } from './keptIn.ts'
import { MANIFEST_KEY, SECRET, STORAGE_ID, TOKEN_KEY } from './layout.ts'

/** The driver that a configuration names. Throws a Fault that names the key when its storage can't be used. */
export async function openDriver({ filesystem }: StorageConfig): Promise<Driver> {
  if (filesystem === undefined) return memoryDriver()
  const { rootdirectory, shared } = filesystem
  try {
    await mkdir(rootdirectory, { recursive: true })
    await access(rootdirectory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const key = 'storage.filesystem.rootdirectory'
    const who = `user ${process.getuid?.()}`
    throw new Fault(`config: ${key}: ${who} cannot use ${rootdirectory}: ${messageOf(error)}`, {
      cause: error,
      hint: 'the directory must belong to the user that the registry runs as',
    })
  }
  return filesystemDriver({ rootdirectory, isShared: shared })
}

/** The signing secret that this storage has always had, so that uploads survive a restart. */
export function secretIn(driver: Driver): Promise<string> {
  return keptIn(driver, SECRET, () => randomBytes(32).toString('hex'))
}

/** The key that this storage has always signed tokens with; what `make` makes, where it has none yet. */
export function tokenKeyIn(driver: Driver, make: () => string): Promise<string> {
  return keptIn(driver, TOKEN_KEY, make)
}

/** The key that this storage has always signed manifests with; what `make` makes, where it has none yet. */
export function manifestKeyIn(driver: Driver, make: () => string): Promise<string> {
  return keptIn(driver, MANIFEST_KEY, make)
}

/** What tells this storage from all others: replicas that ought to share one and don't show it in their logs. */
export function storageIdIn(driver: Driver): Promise<string> {
  return keptIn(driver, STORAGE_ID, randomUUID)
}
