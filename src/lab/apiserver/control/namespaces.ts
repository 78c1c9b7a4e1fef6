import { limitTo } from '../../../base/limit.ts'
import { ApiError } from '../model/apiError.ts'
import type { KubeObject } from '../model/object.ts'
import { RESOURCES } from '../resources/index.ts'
import {
  CONTENT_HOLDER,
  finalizersOf,
  isTerminating,
  namespaces,
  withFinalizers,
} from '../resources/namespaces.ts'
import type { Change } from '../store/history.ts'
import { keyOf, prefixOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { remove } from '../verbs/delete.ts'

/** Empties the namespaces that are to go, and lets go of them. Returns how to stop. */
export function emptyNamespaces(store: Store): () => Promise<void> {
  const inTurn = limitTo(1)
  let isStopped = false
  const sweep = (name: string): void => {
    inTurn(async () => {
      if (!isStopped) await empty(store, name)
    }).catch(() => {
      // The disk refused: the namespace stays on its way out, and is tried again at the next start.
    })
  }
  for (const { metadata } of store.list(prefixOf(namespaces, undefined)).filter(isTerminating))
    sweep(metadata.name)
  const unfollow = store.follow(store.version, change => {
    const name = namespaceToEmpty(store, change)
    if (name !== undefined) sweep(name)
  })
  return async () => {
    unfollow?.()
    isStopped = true
    await inTurn(async () => {})
  }
}

/** A namespace that has just been marked, or has just lost something of what kept it. */
function namespaceToEmpty(store: Store, { object, previous }: Change): string | undefined {
  if (object) {
    const isMarked = object.kind === namespaces.kind && isTerminating(object)
    return isMarked ? object.metadata.name : undefined
  }
  const { namespace } = previous?.metadata ?? {}
  if (namespace === undefined) return undefined
  const home = store.get(keyOf(namespaces, undefined, namespace))
  return home && isTerminating(home) ? namespace : undefined
}

async function empty(store: Store, name: string): Promise<void> {
  const options = { body: undefined, isDryRun: false, validation: 'Ignore' } as const
  const kinds = RESOURCES.filter(({ isNamespaced }) => isNamespaced)
  for (const resource of kinds)
    for (const { metadata } of store.list(prefixOf(resource, name))) {
      const target = { resource, namespace: name, name: metadata.name, subresource: undefined }
      await remove(store, target, options).catch(ignoreMissing)
    }
  if (kinds.some(resource => store.list(prefixOf(resource, name)).length > 0)) return
  await store.change(keyOf(namespaces, undefined, name), letGo)
}

function letGo(namespace: KubeObject | undefined): KubeObject | undefined {
  if (!namespace || !isTerminating(namespace)) return namespace
  const left = finalizersOf(namespace).filter(finalizer => finalizer !== CONTENT_HOLDER)
  const freed = withFinalizers(namespace, left)
  return namespaces.holders(freed).length > 0 ? freed : undefined
}

/** Somebody else was faster. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 404)) throw error
}
