import type { Status } from './apiError.ts'
import type { KubeObject } from './object.ts'
import type { Resource } from './resource.ts'

/** What a request led to, before it takes the form that its client reads. */
export type Answer =
  | {
      readonly kind: 'object'
      readonly code: 200 | 201
      readonly resource: Resource
      readonly object: KubeObject
      readonly warnings: readonly string[]
    }
  | {
      readonly kind: 'list'
      readonly resource: Resource
      readonly objects: readonly KubeObject[]
      readonly metadata: ListMetadata
    }
  | { readonly kind: 'status'; readonly status: Status }
  /** To a question, of which nothing is kept. */
  | { readonly kind: 'reply'; readonly reply: object }

/** What a list says of itself. */
export interface ListMetadata {
  readonly resourceVersion: string
  /** Where the next page begins. */
  readonly continue?: string
  readonly remainingItemCount?: number
}

/** An object to show. */
export function shown(
  resource: Resource,
  object: KubeObject,
  more: { readonly code?: 200 | 201; readonly warnings?: readonly string[] } = {},
): Answer {
  return { kind: 'object', code: 200, warnings: [], ...more, resource, object }
}
