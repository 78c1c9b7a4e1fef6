import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { Fault, messageOf } from '../../base/fault.ts'
import type { StorageConfig } from '../config/index.ts'
import { contentOf, type Driver } from './driver.ts'
import { filesystemDriver } from './drivers/filesystem.ts'
import { memoryDriver } from './drivers/memory.ts'
import { SECRET } from './layout.ts'

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
export async function secretIn(driver: Driver): Promise<string> {
  const kept = await contentOf(driver, SECRET)
  if (kept !== undefined && kept.length > 0) return kept.toString()
  const made = randomBytes(32).toString('hex')
  await driver.write(SECRET, Buffer.from(made))
  return made
}
