import type { Answer } from '../model/answer.ts'
import { ApiError } from '../model/apiError.ts'
import type { Target } from '../model/target.ts'
import { matcherOf } from '../select/matcher.ts'
import { prefixOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { remove } from './delete.ts'
import type { WriteOptions } from './options.ts'

/** Takes away every object that the query selects, and shows them. */
export async function deleteCollection(
  store: Store,
  target: Target,
  { query, ...options }: WriteOptions & { readonly query: URLSearchParams },
): Promise<Answer> {
  const { resource, namespace } = target
  const matches = matcherOf(resource, query)
  const objects = store.list(prefixOf(resource, namespace)).filter(matches)
  for (const { metadata } of objects) {
    const single = { ...target, namespace: metadata.namespace, name: metadata.name }
    await remove(store, single, options).catch(ignoreMissing)
  }
  return {
    kind: 'list',
    resource,
    objects,
    metadata: { resourceVersion: String(store.version) },
  }
}

/** Somebody else was faster. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 404)) throw error
}
