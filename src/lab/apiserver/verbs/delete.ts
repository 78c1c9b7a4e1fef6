import { type Answer, shown } from '../model/answer.ts'
import { success } from '../model/apiError.ts'
import { conflict, forbidden } from '../model/errors.ts'
import { fieldsIn, isFields, type KubeObject, timestamp, withMetadata } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import type { Single } from '../model/target.ts'
import { keyOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { commit } from './commit.ts'
import { found } from './get.ts'
import type { WriteOptions } from './options.ts'

/** Takes an object away, or marks it to go as soon as nothing holds it any more. */
export async function remove(
  store: Store,
  { resource, namespace, name }: Single,
  { body, isDryRun }: WriteOptions,
): Promise<Answer> {
  const refusal = resource.refusesDelete(name)
  if (refusal !== undefined) throw forbidden(resource, name, refusal)
  let isHeld = false
  const decide = (current: KubeObject | undefined): KubeObject | undefined => {
    const old = found(resource, name, current)
    checkPreconditions(resource, old, body)
    isHeld = resource.holders(old).length > 0
    return isHeld ? marked(resource, old) : undefined
  }
  const key = keyOf(resource, namespace, name)
  const object = found(resource, name, await commit(store, key, { decide, isDryRun }))
  if (isHeld || resource.showsDeleted) return shown(resource, object)
  const { group, plural } = resource
  const { uid = '' } = object.metadata
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid }
  return { kind: 'status', status: success(details) }
}

function marked(resource: Resource, object: KubeObject): KubeObject {
  if (object.metadata.deletionTimestamp !== undefined) return object
  const mark = { deletionTimestamp: timestamp(), deletionGracePeriodSeconds: 0 }
  return resource.prepare(withMetadata(object, mark), object)
}

function checkPreconditions({ kind, group }: Resource, object: KubeObject, body: unknown): void {
  const { uid, resourceVersion } = fieldsIn(isFields(body) ? body : {}, 'preconditions')
  const { metadata } = object
  const wrong =
    failing('UID', uid, metadata.uid) ??
    failing('ResourceVersion', resourceVersion, metadata.resourceVersion)
  if (wrong !== undefined) throw conflict({ group, kind, plural: kind }, metadata.name, wrong)
}

function failing(what: string, wanted: unknown, real: string | undefined): string | undefined {
  if (wanted === undefined || wanted === null || wanted === real) return undefined
  return `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${real}). The object might have been modified`
}
