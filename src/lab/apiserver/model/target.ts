import type { Resource } from './resource.ts'

/** What a request is about. */
export interface Target {
  readonly resource: Resource
  /** Undefined for kinds that live in none, and for all namespaces. */
  readonly namespace: string | undefined
  /** Undefined for all objects of the kind. */
  readonly name: string | undefined
  readonly subresource: string | undefined
}

/** One object. */
export interface Single extends Target {
  readonly name: string
}
