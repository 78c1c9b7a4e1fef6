import { join } from 'node:path'
import type { Config } from '../config/index.ts'
import { NOTIFICATIONS } from '../storage/layout.ts'
import { memoryQueues } from './memoryQueues.ts'
import type { Queues } from './queue.ts'
import { fileQueues } from './spool/fileQueues.ts'

/** Where a configuration wants events to wait: in files, unless everything is kept in memory. */
export function queuesFor({ notifications, storage }: Config): Queues {
  const { queuedirectory } = notifications
  if (queuedirectory !== undefined) return fileQueues(queuedirectory)
  if (storage.filesystem === undefined) return memoryQueues()
  return fileQueues(join(storage.filesystem.rootdirectory, NOTIFICATIONS))
}
