import { type Answer, shown } from '../model/answer.ts'
import { notFound } from '../model/errors.ts'
import type { KubeObject } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import type { Single } from '../model/target.ts'
import { keyOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'

/** Shows an object. */
export function get(store: Store, { resource, namespace, name }: Single): Answer {
  return shown(resource, found(resource, name, store.get(keyOf(resource, namespace, name))))
}

/** The object, which must be there. */
export function found(
  resource: Resource,
  name: string,
  object: KubeObject | undefined,
): KubeObject {
  if (!object) throw notFound(resource, name)
  return object
}
