import { join } from 'node:path'
import type { Queues } from '../queue.ts'
import { SpoolReader } from './spoolReader.ts'
import { SpoolWriter } from './spoolWriter.ts'

/** Keeps events in files below a directory, those of each endpoint in one of its own. */
export function fileQueues(directory: string): Queues {
  return {
    queue: options => new SpoolWriter(join(directory, options.endpoint), options),
    backlog: endpoint => SpoolReader.open(join(directory, endpoint)),
  }
}
