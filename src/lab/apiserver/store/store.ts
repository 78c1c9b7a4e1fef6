import { isDeepStrictEqual } from 'node:util'
import { limitTo } from '../../../base/limit.ts'
import { type KubeObject, withMetadata } from '../model/object.ts'
import { type Change, type History, historyFrom } from './history.ts'
import { openLog, readLog } from './log.ts'

/** What becomes of an object, if it is there: another one, or undefined for none. May throw to leave it as it is. */
export type Decide = (old: KubeObject | undefined) => KubeObject | undefined

/** All objects of the cluster. Each change gets the next version, and is on disk before anybody learns of it. */
export interface Store {
  /** Of the last change. */
  readonly version: number
  get(key: string): KubeObject | undefined
  /** The objects whose keys begin so, in the order of the keys. */
  list(prefix: string): readonly KubeObject[]
  /** The same as it was at a version, or undefined when that is forgotten. */
  listAt(prefix: string, version: number): readonly KubeObject[] | undefined
  /** Changes an object, and resolves to it with its version. One that went away is shown with that of its end. */
  change(key: string, decide: Decide): Promise<KubeObject | undefined>
  /** Tells of each change after a version, the known ones at once; undefined when some are forgotten. Returns how to stop. */
  follow(version: number, listener: (change: Change) => void): (() => void) | undefined
  /** Resolves when what was begun is done. */
  close(): Promise<void>
}

/** So many lines that say nothing any more are left in the log before it is rewritten. */
const MOST_STALE = 5000

/** Opens the objects in a directory; the first time, those that it begins with. */
export async function openStore(
  directory: string,
  seeds: () => ReadonlyMap<string, KubeObject>,
  mostStale = MOST_STALE,
): Promise<Store> {
  const content = (await readLog(directory)) ?? firstContent(seeds())
  const log = await openLog(directory, content)
  const objects = new Map(content.objects)
  const listeners = new Set<(change: Change) => void>()
  const history = historyFrom(content.version)
  const inTurn = limitTo(1)
  let { version } = content
  let stale = 0

  async function replace(key: string, decide: Decide): Promise<KubeObject | undefined> {
    const previous = objects.get(key)
    const decided = decide(previous)
    if (isDeepStrictEqual(decided, previous)) return previous
    const next = version + 1
    const object = decided && stamped(decided, next)
    if (stale > mostStale) {
      await log.rewrite({ version, objects })
      stale = 0
    }
    await log.append(next, key, object)
    version = next
    stale += 1
    if (object) objects.set(key, object)
    else objects.delete(key)
    const change = { version, key, object, previous }
    history.add(change)
    for (const listener of listeners) listener(change)
    return object ?? (previous && stamped(previous, version))
  }

  return {
    get version() {
      return version
    },
    get: key => objects.get(key),
    list: prefix => sorted(objects, prefix),
    listAt(prefix, wanted) {
      const before = objectsAt(objects, history, wanted)
      return before && sorted(before, prefix)
    },
    change: (key, decide) => inTurn(() => replace(key, decide)),
    follow(from, listener) {
      const changes = history.since(from)
      if (!changes) return undefined
      for (const change of changes) listener(change)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => inTurn(() => log.close()),
  }
}

function firstContent(seeds: ReadonlyMap<string, KubeObject>) {
  let version = 0
  const objects = new Map<string, KubeObject>()
  for (const [key, object] of seeds) {
    version += 1
    objects.set(key, stamped(object, version))
  }
  return { version, objects }
}

function stamped(object: KubeObject, version: number): KubeObject {
  return withMetadata(object, { resourceVersion: String(version) })
}

function sorted(objects: ReadonlyMap<string, KubeObject>, prefix: string): readonly KubeObject[] {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, object]) => object)
}

/** Takes back what happened since a version. */
function objectsAt(
  objects: ReadonlyMap<string, KubeObject>,
  history: History,
  version: number,
): ReadonlyMap<string, KubeObject> | undefined {
  const changes = history.since(version)
  if (!changes) return undefined
  const before = new Map(objects)
  for (const { key, previous } of changes.toReversed()) {
    if (previous) before.set(key, previous)
    else before.delete(key)
  }
  return before
}
