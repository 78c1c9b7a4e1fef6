import { decode } from '../check/decode.ts'
import { badRequest } from '../model/errors.ts'
import { type KubeObject, withMetadata } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'

/** What is to become of fields that a kind doesn't have. */
export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

/** An object as it was sent, and what is odd about it. */
export interface Written {
  readonly object: KubeObject
  readonly warnings: readonly string[]
}

/** Where an object was sent, and how strictly it is read. */
interface Place {
  readonly namespace: string | undefined
  /** Undefined for an object that has yet to be made. */
  readonly name?: string
  readonly validation: FieldValidation
}

/** Reads what was sent to a namespace. Throws an ApiError for what belongs elsewhere, or is no such object. */
export function readWritten(
  resource: Resource,
  body: unknown,
  { namespace, name, validation }: Place,
): Written {
  const { object, unknown } = decode(resource, body)
  const odd = unknown.map(field => `unknown field "${field}"`)
  if (validation === 'Strict' && odd.length > 0) {
    const { kind, version } = resource
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${odd.join(', ')}`,
    )
  }
  if (name !== undefined) checkName(name, object.metadata.name)
  const { namespace: own = namespace } = object.metadata
  if (own !== namespace)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  return {
    object: withMetadata(object, { namespace }),
    warnings: validation === 'Warn' ? odd : [],
  }
}

function checkName(name: string, own: string): void {
  if (own === name) return
  throw badRequest(
    own === ''
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${own}) does not match the name on the URL (${name})`,
  )
}
