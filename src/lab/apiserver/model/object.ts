/** An object of the API, as JSON. It is never changed: another version is another object. */
export interface KubeObject {
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: Metadata
  readonly [field: string]: unknown
}

/** What every object has. */
export interface Metadata {
  readonly name: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly ownerReferences?: readonly unknown[]
  readonly finalizers?: readonly string[]
}

export type Labels = Readonly<Record<string, string>>

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field as an object; an empty one where there is none. */
export function fieldsIn(object: Fields, field: string): Fields {
  const value = object[field]
  return isFields(value) ? value : {}
}

/** A field as a list of objects; an empty one where there is none. */
export function itemsIn(object: Fields, field: string): readonly Fields[] {
  const value = object[field]
  return Array.isArray(value) ? value.filter(isFields) : []
}

/** A field as text; empty where there is none. */
export function textIn(object: Fields, field: string): string {
  const value = object[field]
  return value === undefined || value === null ? '' : String(value)
}

/** In the order in which an object shows them. */
export const METADATA_FIELDS = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
] as const satisfies readonly (keyof Metadata)[]

/** An object with other metadata; undefined takes a field away. */
export function withMetadata(
  object: KubeObject,
  changes: { readonly [Field in keyof Metadata]?: Metadata[Field] | undefined },
): KubeObject {
  const changed = { ...object.metadata, ...changes }
  const entries = METADATA_FIELDS.map(field => [field, changed[field]] as const)
  const metadata = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  // Only fields of metadata, and the name stays: a type that fromEntries can't tell.
  return { ...object, metadata: metadata as unknown as Metadata }
}

/** A moment as the API writes it: whole seconds. */
export function timestamp(at: Date = new Date()): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z')
}
