import { fieldsOf, type WireField } from './wire.ts'

/** What a field holds. */
export type Type =
  | 'text'
  | 'bytes'
  | 'integer'
  | 'boolean'
  | 'time'
  | Message
  | { readonly list: Type }
  | { readonly map: 'text' | 'bytes' }

/** A message: its fields by their tags. */
export interface Message {
  readonly fields: Readonly<Record<number, readonly [name: string, type: Type]>>
}

/** Reads a message as the JSON that says the same. Tags that it doesn't know are passed over, and what is empty is left out. */
export function readMessage({ fields }: Message, bytes: Buffer): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const field of fieldsOf(bytes)) {
    const [name, type] = fields[field.tag] ?? []
    if (name === undefined || type === undefined) continue
    const value = read(type, field, found[name])
    if (!isZero(value)) found[name] = value
  }
  return found
}

/** `before` is what came of the field already: lists and maps come an item a field. */
function read(type: Type, field: WireField, before: unknown): unknown {
  if (type === 'integer') return Number(whole(field))
  if (type === 'boolean') return whole(field) !== 0n
  const bytes = content(field)
  if (type === 'text') return bytes.toString()
  if (type === 'bytes') return bytes.toString('base64')
  if (type === 'time') return timeIn(bytes)
  if ('fields' in type) return readMessage(type, bytes)
  if ('list' in type) return [...((before as unknown[]) ?? []), read(type.list, field, undefined)]
  const { key = '', value = '' } = readMessage(entryOf(type.map), bytes)
  return { ...(before as object), [String(key)]: value }
}

function entryOf(value: Type): Message {
  return { fields: { 1: ['key', 'text'], 2: ['value', value] } }
}

const TIME: Message = { fields: { 1: ['seconds', 'integer'] } }

/** Undefined for none: a moment that was never set is sent as an empty one. */
function timeIn(bytes: Buffer): string | undefined {
  const { seconds } = readMessage(TIME, bytes)
  if (typeof seconds !== 'number') return undefined
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

function whole({ tag, value }: WireField): bigint {
  if (typeof value === 'bigint') return value
  throw new Error(`field ${tag} is no number`)
}

function content({ tag, value }: WireField): Buffer {
  if (typeof value !== 'bigint') return value
  throw new Error(`field ${tag} is a number`)
}

/** Fields that were never set are sent all the same. */
function isZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !value
  return Object.keys(value).length === 0
}
