import type { KubeObject } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import { parseFieldSelector } from './fieldSelector.ts'
import { parseLabelSelector } from './labelSelector.ts'

/** Whether an object passes the selectors of a query. Throws an ApiError for what is no selector. */
export function matcherOf(
  resource: Resource,
  query: URLSearchParams,
): (object: KubeObject) => boolean {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '')
  const fields = parseFieldSelector(resource, query.get('fieldSelector') ?? '')
  return object => labels(object.metadata.labels ?? {}) && fields(object)
}

/** Whether a query selects at all. */
export function selects(query: URLSearchParams): boolean {
  return ['labelSelector', 'fieldSelector'].some(name => (query.get(name) ?? '') !== '')
}
