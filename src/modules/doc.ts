import { z } from 'zod'
import type { Module } from '../engine/module/index.ts'

/** What JSON Schema says of one argument, as far as it is printed. */
interface Schema {
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly default?: unknown
}

interface ObjectSchema extends Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
}

const WIDTH = 96

/** The manual page of a module, from its declaration alone. */
export function docOf(module: Module): string {
  const { properties = {}, required = [], additionalProperties } = schemaOf(module)
  const args = Object.entries(properties).map(([name, schema]) =>
    entry(`${name}  (${traits(schema, required.includes(name))})`, schema.description),
  )
  if (additionalProperties !== false) args.push(entry('any other name', 'Its value.'))
  const returns = Object.entries(module.returns ?? {}).map(([name, text]) => entry(name, text))
  return [
    `${module.name}: ${module.summary}\n`,
    section('Arguments', args),
    module.freeForm === undefined
      ? ''
      : `\n  A task may give ${module.freeForm} alone: \`${module.name}: TEXT\`.\n`,
    section('Result', returns),
    section(
      'Examples',
      module.examples.map(example => `  - ${example.replaceAll('\n', '\n    ')}\n`),
    ),
  ].join('')
}

/** JSON Schema of a task for editors: exactly one module key, each with its own arguments. */
export function taskSchema(modules: readonly Module[]): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    oneOf: modules.map(module => ({
      description: module.summary,
      required: [module.name],
      properties: { [module.name]: argumentsSchema(module) },
    })),
  }
}

/** Arguments may be templates, whatever their type. */
function argumentsSchema(module: Module): object {
  const schema = schemaOf(module)
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = property
    const template = { type: 'string', pattern: '\\{\\{' }
    return [name, { description, anyOf: [rest, template] }] as const
  })
  const mapping = { ...schema, properties: Object.fromEntries(properties) }
  return module.freeForm === undefined ? mapping : { anyOf: [mapping, { type: 'string' }] }
}

function schemaOf(module: Module): ObjectSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(module.args, { io: 'input' })
  // The library types its output more loosely than what it makes of an object.
  return schema as ObjectSchema
}

function traits(schema: Schema, required: boolean): string {
  const type = typeOf(schema)
  if (required) return `${type}, required`
  return schema.default === undefined ? type : `${type}, default ${JSON.stringify(schema.default)}`
}

function typeOf({ type, enum: values, const: only, anyOf, items }: Schema): string {
  if (values) return values.map(String).join(' | ')
  if (only !== undefined) return String(only)
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (type === 'array') return `list of ${typeOf(items ?? {})}`
  return TYPES[type ?? ''] ?? 'anything'
}

const TYPES: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true | false',
  object: 'mapping',
  null: 'null',
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `\n${title}\n${entries.join('')}`
}

function entry(head: string, text = ''): string {
  return `  ${head}\n${wrapped(text, '      ')}`
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(indent + word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map(line => `${line}\n`).join('')
}
