import type { z } from 'zod'
import type { Cause } from './apiError.ts'
import type { Named } from './named.ts'
import type { Fields, KubeObject } from './object.ts'
import type { User } from './user.ts'

export type Verb =
  | 'create'
  | 'delete'
  | 'deletecollection'
  | 'get'
  | 'list'
  | 'patch'
  | 'update'
  | 'watch'

/** A column of a table, as `kubectl get` prints it. */
export interface Column {
  readonly name: string
  readonly description: string
  /** Above 0: in wide tables only. */
  readonly priority?: number
  cell(object: KubeObject, now: Date): string | number
}

/** A part of an object that is written at a path of its own. */
export interface Subresource {
  readonly verbs: readonly Verb[]
  /** The fields that are written there, and nowhere else once the object exists. */
  readonly fields: readonly string[]
}

/** A kind of object that the API serves. */
export interface Resource extends Named {
  readonly version: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly isNamespaced: boolean
  readonly verbs: readonly Verb[]
  /** What its names must be: of one label, or of several with dots between. */
  readonly names: 'label' | 'subdomain'
  /** What an object has beside its metadata, in the order in which it shows it. */
  readonly fields: Readonly<Record<string, z.ZodType>>
  readonly subresources: Readonly<Record<string, Subresource>>
  /** Lists that a strategic merge patch merges, by their path: the key that tells items apart, empty for plain values. */
  readonly mergeKeys: Readonly<Record<string, string>>
  /** What a field selector may name beside name and namespace. */
  readonly selectable: Readonly<Record<string, (object: KubeObject) => string>>
  readonly columns: readonly Column[]
  /** Whether `metadata.generation` counts the changes to its specification. */
  readonly hasGeneration: boolean
  /** Whether a delete is answered with the object that is gone. */
  readonly showsDeleted: boolean
  /** Gives a written object what the server adds of its own. */
  prepare(object: KubeObject, old: KubeObject | undefined): KubeObject
  /** What is wrong with a written object. */
  validate(object: KubeObject, old: KubeObject | undefined): readonly Cause[]
  /** Who must have let go before a deleted object is gone. */
  holders(object: KubeObject): readonly string[]
  /** Why an object must not be deleted. */
  refusesDelete(name: string): string | undefined
  /** Kinds that are asked, not kept: what a create is answered with. */
  readonly answer: ((question: Fields, user: User) => object) | undefined
}

type Optional =
  | 'shortNames'
  | 'isNamespaced'
  | 'verbs'
  | 'names'
  | 'subresources'
  | 'mergeKeys'
  | 'selectable'
  | 'columns'
  | 'hasGeneration'
  | 'showsDeleted'
  | 'prepare'
  | 'validate'
  | 'holders'
  | 'refusesDelete'
  | 'answer'

export const EVERY_VERB: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

/** The status of a kind, which its controllers write. */
export const STATUS: Subresource = { verbs: ['get', 'patch', 'update'], fields: ['status'] }

/** Declares a kind; unless said otherwise it lives in namespaces, can all, and is kept as it is written. */
export function defineResource(
  declared: Omit<Resource, Optional> & Partial<Pick<Resource, Optional>>,
): Resource {
  return {
    shortNames: [],
    isNamespaced: true,
    verbs: EVERY_VERB,
    names: 'subdomain',
    subresources: {},
    selectable: {},
    columns: [],
    hasGeneration: false,
    showsDeleted: false,
    prepare: object => object,
    validate: () => [],
    holders: ({ metadata }) => metadata.finalizers ?? [],
    refusesDelete: () => undefined,
    answer: undefined,
    ...declared,
    mergeKeys: {
      'metadata.ownerReferences': 'uid',
      'metadata.finalizers': '',
      ...declared.mergeKeys,
    },
  }
}

/** `v1`, or `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}
