import { randomInt, randomUUID } from 'node:crypto'
import { checkMetadata } from '../check/metadata.ts'
import { type Answer, shown } from '../model/answer.ts'
import { alreadyExists, badRequest, forbidden, invalid, notFound } from '../model/errors.ts'
import { type KubeObject, timestamp, withMetadata } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import type { Target } from '../model/target.ts'
import { isTerminating, namespaces } from '../resources/namespaces.ts'
import { keyOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { commit } from './commit.ts'
import type { WriteOptions } from './options.ts'
import { readWritten } from './written.ts'

/** Makes an object. */
export async function create(
  store: Store,
  { resource, namespace }: Target,
  { body, isDryRun, validation }: WriteOptions,
): Promise<Answer> {
  const { object: written, warnings } = readWritten(resource, body, { namespace, validation })
  const object = resource.prepare(identified(resource, written), undefined)
  const wrong = [
    ...checkMetadata(resource, written, undefined),
    ...resource.validate(object, undefined),
  ]
  const { name } = object.metadata
  if (wrong.length > 0) throw invalid(resource, name, wrong)
  const decide = (old: KubeObject | undefined): KubeObject => {
    if (namespace !== undefined) checkNamespace(store, namespace, { resource, name })
    if (old) throw alreadyExists(resource, name)
    return object
  }
  const made = await commit(store, keyOf(resource, namespace, name), { decide, isDryRun })
  return shown(resource, made ?? object, { code: 201, warnings })
}

function identified(resource: Resource, object: KubeObject): KubeObject {
  const { name, generateName = '', resourceVersion } = object.metadata
  if (resourceVersion !== undefined)
    throw badRequest('resourceVersion should not be set on objects to be created')
  return withMetadata(object, {
    name: name === '' && generateName !== '' ? `${generateName}${suffix()}` : name,
    uid: randomUUID(),
    creationTimestamp: timestamp(),
    generation: resource.hasGeneration ? 1 : undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
  })
}

/** No vowels, so that no words come of it. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

function suffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

function checkNamespace(
  store: Store,
  namespace: string,
  { resource, name }: { readonly resource: Resource; readonly name: string },
): void {
  const home = store.get(keyOf(namespaces, undefined, namespace))
  if (!home) throw notFound(namespaces, namespace)
  if (!isTerminating(home)) return
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw forbidden(resource, name, why, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ])
}
