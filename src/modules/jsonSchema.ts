import { z } from 'zod'
import type { Module } from '../engine/module/index.ts'

/** What JSON Schema says of one value, as far as documentation needs it. */
export interface Schema {
  readonly description?: string
  /** What the documentation calls its type, where that says more than JSON Schema does. */
  readonly title?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
}

/** What users may write for a value, as JSON Schema. */
export function schemaOf(declared: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(declared, { io: 'input' })
  // The library types its output more loosely than what it makes of our declarations.
  return schema as Schema
}

/** The arguments of a module for editors: any of them may be a template, whatever its type. */
export function argumentsSchema(module: Module): Schema {
  const schema = schemaOf(module.args)
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description = '', ...rest } = property
    return [name, { description, anyOf: [rest, TEMPLATE] }] as const
  })
  const mapping = { ...schema, properties: Object.fromEntries(properties) }
  if (module.freeForm !== undefined) return { anyOf: [mapping, { type: 'string' }] }
  return schema.required ? mapping : { anyOf: [mapping, { type: 'null' }] }
}

const TEMPLATE = { type: 'string', pattern: '\\{\\{' } as const

/** The type of a value in the words of the documentation. */
export function typeOf(schema: Schema): string {
  const { title, type, enum: values, const: only, anyOf, items } = schema
  if (title !== undefined) return title
  if (values) return values.map(String).join(' | ')
  if (only !== undefined) return String(only)
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (type === 'array') return `list of ${typeOf(items ?? {})}`
  const types = [type ?? []].flat()
  return types.map(each => TYPES[each] ?? each).join(' or ') || 'anything'
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true | false',
  object: 'mapping',
  null: 'null',
}
