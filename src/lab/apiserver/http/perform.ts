import type { Answer } from '../model/answer.ts'
import { notAllowed, unsupportedMediaType } from '../model/errors.ts'
import { isFields } from '../model/object.ts'
import type { Verb } from '../model/resource.ts'
import type { Single, Target } from '../model/target.ts'
import type { User } from '../model/user.ts'
import type { Store } from '../store/store.ts'
import { create } from '../verbs/create.ts'
import { remove } from '../verbs/delete.ts'
import { deleteCollection } from '../verbs/deleteCollection.ts'
import { get } from '../verbs/get.ts'
import { list } from '../verbs/list.ts'
import { writeOptions } from '../verbs/options.ts'
import { PATCH_TYPES, patch } from '../verbs/patch.ts'
import { update } from '../verbs/update.ts'
import type { Body } from './body.ts'

/** A request for objects. */
export interface Asked {
  readonly target: Target
  readonly verb: Verb
  readonly query: URLSearchParams
  readonly user: User
}

const MANY: Readonly<Record<string, Verb>> = {
  GET: 'list',
  POST: 'create',
  DELETE: 'deletecollection',
}
const ONE: Readonly<Record<string, Verb>> = {
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** What a method means for a target. Throws an ApiError when it can't be done with it. */
export function verbOf(
  method: string,
  { resource, namespace, name, subresource }: Target,
  query: URLSearchParams,
): Verb {
  const verb = (name === undefined ? MANY : ONE)[method]
  const isWatch = verb === 'list' && ['1', 'true'].includes(query.get('watch') ?? '')
  const meant = isWatch ? 'watch' : verb
  const { verbs } =
    subresource === undefined ? resource : (resource.subresources[subresource] ?? resource)
  if (!meant || !verbs.includes(meant)) throw notAllowed()
  const needsHome = meant === 'create' || meant === 'deletecollection'
  if (needsHome && resource.isNamespaced && namespace === undefined) throw notAllowed()
  return meant
}

/** Does what is asked. */
export async function perform(
  store: Store,
  { target, verb, query, user }: Asked,
  { type, value }: Body,
): Promise<Answer> {
  const options = writeOptions(verb, query, value)
  switch (verb) {
    case 'list':
      return list(store, target, query)
    case 'deletecollection':
      return deleteCollection(store, target, { ...options, query })
    case 'create': {
      const { answer } = target.resource
      if (!answer) return create(store, target, { ...options, body: sent(type, value) })
      return { kind: 'reply', reply: answer(isFields(value) ? value : {}, user) }
    }
    case 'get':
      return get(store, single(target))
    case 'update':
      return update(store, single(target), { ...options, body: sent(type, value) })
    case 'patch':
      return patch(store, single(target), { ...options, type })
    case 'delete':
      return remove(store, single(target), options)
    case 'watch':
      throw notAllowed()
    default:
      return verb satisfies never
  }
}

/** A whole object. */
function sent(type: string, value: unknown): unknown {
  if (PATCH_TYPES.includes(type)) throw unsupportedMediaType(['application/json'])
  return value
}

function single(target: Target): Single {
  const { name } = target
  if (name === undefined) throw notAllowed()
  return { ...target, name }
}
