import { isDeepStrictEqual } from 'node:util'
import { checkMetadata } from '../check/metadata.ts'
import { conflict, invalid } from '../model/errors.ts'
import { type KubeObject, withMetadata } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import type { Single } from '../model/target.ts'

const STALE =
  'the object has been modified; please apply your changes to the latest version and try again'

/** The version of an object that comes after another, from what was written. Throws an ApiError when it must not. */
export function succeed(target: Single, old: KubeObject, written: KubeObject): KubeObject {
  const { resource, name } = target
  checkIdentity(target, old, written)
  const kept = keepingIdentity(resource, old, merge(target, old, written))
  const next = resource.prepare(kept, old)
  const wrong = [...checkMetadata(resource, next, old), ...resource.validate(next, old)]
  if (wrong.length > 0) throw invalid(resource, name, wrong)
  return next
}

function checkIdentity({ resource, name }: Single, old: KubeObject, written: KubeObject): void {
  const { uid, resourceVersion } = written.metadata
  if (uid !== undefined && uid !== old.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`
    throw conflict(resource, name, why)
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion)
    throw conflict(resource, name, STALE)
}

/** What is written here as it was written, all else as it was. */
function merge(
  { resource, subresource }: Single,
  old: KubeObject,
  written: KubeObject,
): KubeObject {
  const isWritten = fieldsWritten(resource, subresource)
  const fields = Object.keys(resource.fields)
    .map(field => [field, (isWritten(field) ? written : old)[field]] as const)
    .filter(([, value]) => value !== undefined)
  const { kind, apiVersion } = old
  const { metadata } = subresource === undefined ? written : old
  return { kind, apiVersion, metadata, ...Object.fromEntries(fields) }
}

/** The fields of a subresource, or else those that none has. */
function fieldsWritten(
  { subresources }: Resource,
  subresource: string | undefined,
): (field: string) => boolean {
  if (subresource !== undefined) {
    const { fields = [] } = subresources[subresource] ?? {}
    return field => fields.includes(field)
  }
  const elsewhere = Object.values(subresources).flatMap(({ fields }) => fields)
  return field => !elsewhere.includes(field)
}

function keepingIdentity(resource: Resource, old: KubeObject, next: KubeObject): KubeObject {
  const { uid, resourceVersion, creationTimestamp, generateName, namespace } = old.metadata
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = old.metadata
  const given = next.metadata
  const isSame = isDeepStrictEqual(withoutStatus(next), withoutStatus(old))
  return withMetadata(next, {
    uid,
    resourceVersion,
    generateName,
    namespace,
    creationTimestamp: given.creationTimestamp ?? creationTimestamp,
    deletionTimestamp: given.deletionTimestamp ?? deletionTimestamp,
    deletionGracePeriodSeconds,
    generation: resource.hasGeneration ? (generation ?? 0) + (isSame ? 0 : 1) : undefined,
  })
}

function withoutStatus({ status: _, metadata: __, ...rest }: KubeObject): object {
  return rest
}
