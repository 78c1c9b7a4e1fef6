import { messageOf } from '../../base/fault.ts'
import type { NotificationsConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { SAID } from '../observe/messages.ts'
import type { NotificationCounts } from './counts.ts'
import { type Cause, eventOf, type Source } from './event.ts'
import type { Happening } from './happening.ts'
import type { Queue, Queues } from './queue.ts'
import { type Endpoint, isWanted } from './wanted.ts'

/** Keeps what happens in one process for the endpoints that want to hear of it. */
export interface Notifier {
  /** Never throws or waits, whatever state the endpoints are in. */
  happened(happening: Happening, cause: Cause): void
  /** Keeps what it has taken. */
  close(): Promise<void>
}

export interface NotifierOptions {
  readonly queues: Queues
  readonly source: Source
  readonly counts: NotificationCounts
  readonly log: Log
}

/** A notifier for the endpoints that are switched on. */
export function notifierFor(config: NotificationsConfig, options: NotifierOptions): Notifier {
  const { source } = options
  const { includereferences } = config.events
  const takers = config.endpoints
    .filter(({ disabled }) => !disabled)
    .map(endpoint => takerFor(endpoint, options))
  return {
    happened(happening, cause) {
      let event: string | undefined
      for (const { endpoint, take } of takers) {
        if (!isWanted(endpoint, happening)) continue
        event ??= JSON.stringify(eventOf(happening, cause, { source, includereferences }))
        take(event)
      }
    },
    async close() {
      await Promise.all(takers.map(({ queue }) => queue.close()))
    },
  }
}

interface Taker {
  readonly endpoint: Endpoint
  readonly queue: Queue
  take(event: string): void
}

function takerFor(endpoint: Endpoint, { queues, counts: all, log }: NotifierOptions): Taker {
  const counts = all.of(endpoint.name)
  let isFull = false
  const queue = queues.queue({
    endpoint: endpoint.name,
    most: endpoint.maxpending,
    failed(error) {
      log.error(SAID.queueFailed, { endpoint: endpoint.name, 'err.message': messageOf(error) })
    },
  })
  return {
    endpoint,
    queue,
    take(event) {
      const isTaken = queue.add(event)
      if (isTaken) counts.events += 1
      else counts.dropped += 1
      if (isTaken !== isFull) return
      isFull = !isTaken
      const fields = { endpoint: endpoint.name, dropped: counts.dropped }
      if (isFull) log.error(SAID.queueFull, fields)
      else log.info(SAID.queueTakes, fields)
    },
  }
}
