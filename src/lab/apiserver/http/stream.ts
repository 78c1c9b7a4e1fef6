import { randomInt } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { showEvent, type View } from '../show/show.ts'
import type { Store } from '../store/store.ts'
import { type Watcher, watch } from '../verbs/watch.ts'
import type { Asked } from './perform.ts'
import { commonHeaders } from './respond.ts'

/** A client that is so far behind is left to begin again. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024
const DAY = 24 * 60 * 60
const DEFAULT_SECONDS = { least: 30 * 60, most: 60 * 60 }

/** Tells a client of changes until it has enough, or its time is up. Throws an ApiError before the first byte. */
export function streamEvents(
  store: Store,
  { target, query }: Asked,
  { response, view }: { readonly response: ServerResponse; readonly view: View },
): void {
  const { resource } = target
  let isFirst = true
  const waiting: string[] = []
  const flush = (): void => {
    // One that has ended, or was left, still stands until its connection is closed.
    if (!response.headersSent || response.writableEnded || response.destroyed) return
    for (const line of waiting.splice(0)) response.write(line)
    if (response.writableLength > MOST_WAITING_BYTES) response.destroy()
  }
  const watcher: Watcher = {
    send(event) {
      waiting.push(`${JSON.stringify(showEvent(event, { view, resource, isFirst }))}\n`)
      isFirst = false
      flush()
    },
    end: () => setImmediate(() => response.end()),
  }
  const stop = watch(store, target, { query, watcher })
  response.writeHead(200, { ...commonHeaders(), 'Content-Type': 'application/json' })
  response.flushHeaders()
  flush()
  const timer = setTimeout(() => response.end(), secondsAsked(query) * 1000)
  response.once('close', () => {
    stop()
    clearTimeout(timer)
  })
}

function secondsAsked(query: URLSearchParams): number {
  const asked = Number(query.get('timeoutSeconds'))
  if (asked > 0) return Math.min(asked, DAY)
  return randomInt(DEFAULT_SECONDS.least, DEFAULT_SECONDS.most)
}
