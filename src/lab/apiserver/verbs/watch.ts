import { expired } from '../model/errors.ts'
import { type KubeObject, withMetadata } from '../model/object.ts'
import { apiVersionOf } from '../model/resource.ts'
import type { Target } from '../model/target.ts'
import { matcherOf } from '../select/matcher.ts'
import { versionAsked } from '../select/version.ts'
import type { Change } from '../store/history.ts'
import { prefixOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'

/** What a watcher is told. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: object }

/** Where events go. */
export interface Watcher {
  send(event: WatchEvent): void
  end(): void
}

/** Begins to tell a watcher what becomes of the objects that a query selects. Throws an ApiError for a query that can't be; returns how to stop. */
export function watch(
  store: Store,
  target: Target,
  { query, watcher }: { readonly query: URLSearchParams; readonly watcher: Watcher },
): () => void {
  const { resource, namespace } = target
  const prefix = prefixOf(resource, namespace)
  const matches = matcherOf(resource, query)
  const asked = versionAsked(query, store.version)
  const wantsAll = query.get('sendInitialEvents') === 'true'
  const hasBookmarks = isTrue(query.get('allowWatchBookmarks'))
  const bookmark = (annotations?: Record<string, string>): void =>
    watcher.send({ type: 'BOOKMARK', object: bookmarkOf(target, store.version, annotations) })

  if (asked === undefined || wantsAll)
    for (const object of store.list(prefix))
      if (matches(object)) watcher.send({ type: 'ADDED', object })
  if (wantsAll && hasBookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' })

  const from = wantsAll ? store.version : (asked ?? store.version)
  const unfollow = store.follow(from, change => {
    if (!change.key.startsWith(prefix)) return
    const event = eventOf(change, matches)
    if (event) watcher.send(event)
  })
  if (!unfollow) {
    const message = `too old resource version: ${from} (${store.version})`
    watcher.send({ type: 'ERROR', object: expired(message).status })
    watcher.end()
    return () => {}
  }
  const timer = hasBookmarks ? setInterval(bookmark, BOOKMARK_MILLISECONDS) : undefined
  return () => {
    unfollow()
    clearInterval(timer)
  }
}

const BOOKMARK_MILLISECONDS = 60_000

/** Objects come and go for a watcher also by beginning and ceasing to match. */
function eventOf(
  { object, previous, version }: Change,
  matches: (object: KubeObject) => boolean,
): WatchEvent | undefined {
  const was = previous !== undefined && matches(previous)
  if (object && matches(object)) return { type: was ? 'MODIFIED' : 'ADDED', object }
  if (!was) return undefined
  const last = withMetadata(object ?? previous, { resourceVersion: String(version) })
  return { type: 'DELETED', object: last }
}

function bookmarkOf(
  { resource }: Target,
  version: number,
  annotations: Record<string, string> | undefined,
): KubeObject {
  // A bookmark has a place in time and no name.
  const metadata = { resourceVersion: String(version), ...(annotations ? { annotations } : {}) }
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: metadata as unknown as KubeObject['metadata'],
  }
}

function isTrue(text: string | null): boolean {
  return text === 'true' || text === '1'
}
