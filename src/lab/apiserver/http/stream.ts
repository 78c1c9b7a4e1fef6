import { randomInt } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { showEvent, type View } from '../show/show.ts'
import type { Store } from '../store/store.ts'
import { type Watcher, watch } from '../verbs/watch.ts'
import type { Asked } from './perform.ts'
import { commonHeaders } from './respond.ts'

/** A client that is so far behind is left to begin again. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024
const DEFAULT_SECONDS = { least: 30 * 60, most: 60 * 60 }

/** Tells a client of changes until it has enough, or its time is up. Throws an ApiError before the first byte. */
export function streamEvents(
  store: Store,
  { target, query }: Asked,
  { response, view }: { readonly response: ServerResponse; readonly view: View },
): void {
  let isFirst = true
  const lines: string[] = []
  const flush = (): void => {
    if (!response.headersSent) return
    for (const line of lines.splice(0)) response.write(line)
    if (response.writableLength > MOST_WAITING_BYTES) response.destroy()
  }
  const watcher: Watcher = {
    send(event) {
      lines.push(
        `${JSON.stringify(showEvent(event, { view, resource: target.resource, isFirst }))}\n`,
      )
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
  const { least, most } = DEFAULT_SECONDS
  return Number(query.get('timeoutSeconds')) || randomInt(least, most)
}
