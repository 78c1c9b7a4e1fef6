import type { Cause } from '../model/apiError.ts'
import { immutable, invalidValue, requiredValue, tooLong } from '../model/causes.ts'
import type { KubeObject, Metadata } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import { checkLabels, checkName, checkQualified } from './names.ts'

const MOST_ANNOTATION_BYTES = 256 * 1024

/** What is wrong with an object's metadata. */
export function checkMetadata(
  resource: Resource,
  { metadata }: KubeObject,
  old: KubeObject | undefined,
): readonly Cause[] {
  return [
    ...nameCauses(resource, metadata),
    ...checkLabels('metadata.labels', metadata.labels ?? {}),
    ...annotationCauses(metadata.annotations ?? {}),
    ...(metadata.finalizers ?? []).flatMap(name => finalizerCauses(name)),
    ...(old ? unchangedCauses(metadata, old.metadata) : []),
  ]
}

function nameCauses({ names }: Resource, { name, generateName }: Metadata): readonly Cause[] {
  if (name !== '') return checkName('metadata.name', name, names)
  if (generateName === undefined)
    return [requiredValue('metadata.name', 'name or generateName is required')]
  // What is added to it ends the name well.
  return checkName('metadata.generateName', `${generateName}x`, names)
}

/** Their keys are names in any case, unlike those of labels. */
function annotationCauses(annotations: Readonly<Record<string, string>>): readonly Cause[] {
  const field = 'metadata.annotations'
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  )
  const keys = Object.keys(annotations).flatMap(key => checkQualified(field, key.toLowerCase()))
  return size > MOST_ANNOTATION_BYTES ? [...keys, tooLong(field, MOST_ANNOTATION_BYTES)] : keys
}

function finalizerCauses(name: string): readonly Cause[] {
  const field = 'metadata.finalizers'
  const wrong = checkQualified(field, name)
  if (wrong.length > 0 || name.includes('/') || STANDARD_FINALIZERS.includes(name)) return wrong
  return [invalidValue(field, name, 'neither a standard finalizer name nor fully qualified')]
}

const STANDARD_FINALIZERS = ['orphan', 'foregroundDeletion', 'kubernetes']

function unchangedCauses(metadata: Metadata, old: Metadata): readonly Cause[] {
  return (['creationTimestamp', 'deletionTimestamp'] as const)
    .filter(field => metadata[field] !== undefined && metadata[field] !== old[field])
    .map(field => immutable(`metadata.${field}`, metadata[field]))
}
