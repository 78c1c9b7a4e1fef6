import { z } from 'zod'
import { badRequest } from '../model/errors.ts'
import { type Fields, isFields, type KubeObject, type METADATA_FIELDS } from '../model/object.ts'
import { apiVersionOf, type Resource } from '../model/resource.ts'

/** A body as an object of its kind: known fields in their order, each of its type. What is empty is left out. */
export interface Decoded {
  readonly object: KubeObject
  /** Paths that the kind doesn't have. */
  readonly unknown: readonly string[]
}

const map = z.record(z.string(), z.string())
const METADATA: Readonly<Record<(typeof METADATA_FIELDS)[number], z.ZodType>> = {
  name: z.string(),
  generateName: z.string(),
  namespace: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.int(),
  creationTimestamp: z.string(),
  deletionTimestamp: z.string(),
  deletionGracePeriodSeconds: z.int(),
  labels: map,
  annotations: map,
  ownerReferences: z.array(z.looseObject({ uid: z.string(), name: z.string() })),
  finalizers: z.array(z.string()),
}

/** Known, and not kept. */
const DROPPED = ['managedFields', 'selfLink']

/** Reads a body as an object of a kind. Throws an ApiError for what can't be one. */
export function decode(resource: Resource, body: unknown): Decoded {
  if (!isFields(body)) throw cannot(resource, 'it is not a JSON object')
  checkKind(resource, body)
  const { kind, apiVersion, metadata = {}, ...rest } = withoutEmpty(body) as Fields
  if (!isFields(metadata)) throw cannot(resource, 'metadata: expected an object')
  const known = pick(METADATA, metadata, field => typed(resource, 'metadata.', field))
  const fields = pick(resource.fields, rest, field => typed(resource, '', field))
  return {
    object: {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      // `name` may still be missing: it is checked with all else that may be wrong with it.
      metadata: { name: '', ...known },
      ...fields,
    },
    unknown: [
      ...unknownIn(rest, resource.fields),
      ...unknownIn(metadata, METADATA)
        .filter(field => !DROPPED.includes(field))
        .map(field => `metadata.${field}`),
    ],
  }
}

function checkKind(resource: Resource, { kind, apiVersion }: Fields): void {
  const own = apiVersionOf(resource)
  if ((kind ?? resource.kind) === resource.kind && (apiVersion ?? own) === own) return
  const [group, version = group] = String(apiVersion ?? own).split('/')
  throw badRequest(
    `${kind ?? resource.kind} in version "${version}" cannot be handled as a ${resource.kind}: expected ${own} ${resource.kind}`,
  )
}

/** Null is no value, and the server doesn't show empty maps and lists of its own. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, withoutEmpty(inner)]),
  )
}

type Check = (field: { name: string; value: unknown; schema: z.ZodType }) => unknown

function pick(schemas: Readonly<Record<string, z.ZodType>>, from: Fields, check: Check): Fields {
  const found: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(schemas)) {
    if (from[name] === undefined) continue
    const value = check({ name, value: from[name], schema })
    if (!isEmpty(value)) found[name] = value
  }
  return found
}

function typed(
  resource: Resource,
  prefix: string,
  { name, value, schema }: Parameters<Check>[0],
): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [name, ...(issue?.path ?? [])].join('.')
  throw cannot(resource, `${prefix}${path}: ${issue?.message ?? 'invalid'}`)
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === '' || (isFields(value) && Object.keys(value).length === 0)
}

function unknownIn(fields: Fields, known: object): string[] {
  return Object.keys(fields).filter(field => !Object.hasOwn(known, field))
}

function cannot({ kind, version }: Resource, why: string): Error {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)
}
