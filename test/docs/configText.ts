import { type Schema, schemaOf, typeOf } from '../../src/modules/jsonSchema.ts'
import { ROLES } from '../../src/registry/auth/roles.ts'
import { configSchema } from '../../src/registry/config/config.ts'
import { code, table } from './markdown.ts'

/** Every key of the registry's configuration file, from its schema. */
export function configText(): string {
  return table(['Key', 'Type', 'Default', 'Meaning'], rowsOf(schemaOf(configSchema), ''))
}

/** The roles of the policy file and what each allows. */
export function registryRolesText(): string {
  const rows = Object.entries(ROLES).map(([role, verbs]) => [code(role), verbs.join(', ')])
  return table(['Role', 'May'], rows)
}

function rowsOf({ properties = {}, required = [] }: Schema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`
    const inner = schema.properties ? schema : schema.items
    const nested = inner?.properties ? rowsOf(inner, schema.items ? `${path}[].` : `${path}.`) : []
    const own = [
      code(path),
      typeOf(schema),
      defaultOf(schema, required.includes(name)),
      schema.description ?? '',
    ]
    // A section that says nothing of itself is told by its keys.
    return nested.length > 0 && schema.description === undefined ? nested : [own, ...nested]
  })
}

function defaultOf({ default: given }: Schema, isRequired: boolean): string {
  if (isRequired) return 'required'
  if (given === undefined || JSON.stringify(given) === '{}') return ''
  return code(typeof given === 'string' ? given : JSON.stringify(given))
}
