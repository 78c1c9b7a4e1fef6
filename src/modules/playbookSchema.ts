import type { Module } from '../engine/module/index.ts'
import { type Kind, keywordsOf } from '../engine/playbook/index.ts'
import { argumentsSchema, type Schema } from './jsonSchema.ts'
import { KEYWORDS } from './keywords.ts'

/** JSON Schema of playbooks and of files of tasks, for editors: keywords, modules and their arguments. */
export function playbookSchema(modules: readonly Module[]): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A playbook, or a file of tasks',
    type: 'array',
    // A file of handlers is a file of tasks whose keywords are a few more.
    items: { anyOf: ['play', 'playbookImport', 'step', 'handler'].map(ref) },
    $defs: {
      play: entry('play', { required: ['hosts'] }),
      playbookImport: entry('playbook import', { required: ['import_playbook'] }),
      role: {
        anyOf: [
          { type: 'string' },
          { ...entry('role', { required: ['role'] }), additionalProperties: true },
        ],
      },
      step: { anyOf: ['task', 'block', 'import', 'include', 'meta'].map(ref) },
      task: taskEntry('task', modules),
      handler: taskEntry('handler', modules),
      block: entry('block', { required: ['block'] }),
      import: anyOne(entry('import', { more: IMPORTS }), IMPORTS),
      include: anyOne(entry('include', { more: INCLUDES }), INCLUDES),
      meta: entry('meta', { required: ['meta'], more: { meta: META } }),
      ...Object.fromEntries(modules.map(module => [`module_${module.name}`, moduleOf(module)])),
    },
  }
}

const META = {
  description: 'An order to the runner itself.',
  enum: ['flush_handlers', 'noop', 'end_play', 'end_host', 'clear_host_errors'],
}

const FILE = { type: 'string', description: 'The file of tasks.' } as const

const ROLE_FILES = {
  name: { type: 'string', description: 'The role.' },
  tasks_from: { type: 'string', description: 'The file in tasks/, in place of main.' },
  vars_from: { type: 'string', description: 'The file in vars/, in place of main.' },
  defaults_from: { type: 'string', description: 'The file in defaults/, in place of main.' },
  handlers_from: { type: 'string', description: 'The file in handlers/, in place of main.' },
} as const

const APPLY = { apply: { type: 'object', description: 'Keywords for what is included.' } } as const

const IMPORTS = {
  import_tasks: options('Steps of a file, read before the run.', 'file', { file: FILE }),
  import_role: options('Steps of a role, read before the run.', 'name', ROLE_FILES),
}

const INCLUDES = {
  include_tasks: options('Steps of a file, read during the run.', 'file', {
    file: FILE,
    ...APPLY,
  }),
  include_role: options('Steps of a role, read during the run.', 'name', {
    ...ROLE_FILES,
    ...APPLY,
  }),
}

/** The option alone as text, or all options in a mapping. */
function options(description: string, main: string, properties: Schema['properties']): Schema {
  const mapping = { type: 'object', properties, required: [main], additionalProperties: false }
  return { description, anyOf: [{ type: 'string' }, mapping as Schema] }
}

/** Keys under which other entries stand. */
const NESTED: Readonly<Record<string, string>> = {
  pre_tasks: 'step',
  tasks: 'step',
  post_tasks: 'step',
  block: 'step',
  rescue: 'step',
  always: 'step',
  handlers: 'handler',
  roles: 'role',
}

function entry(
  kind: Kind,
  { required = [], more = {} }: { required?: readonly string[]; more?: object },
): object {
  const properties = keywordsOf(kind).map(name => {
    const { meaning, schema } = KEYWORDS[name] ?? { meaning: '', schema: {} }
    const nested = NESTED[name]
    const items = nested === undefined ? {} : { items: ref(nested) }
    return [name, { description: meaning, ...schema, ...items }] as const
  })
  return {
    type: 'object',
    properties: { ...Object.fromEntries(properties), ...more },
    required,
    additionalProperties: false,
  }
}

/** A step that runs a module. Two modules in one are wrong; a name with its collection is not looked into. */
function taskEntry(kind: Kind, modules: readonly Module[]): object {
  const more = Object.fromEntries(modules.map(({ name }) => [name, ref(`module_${name}`)]))
  const spelled = { action: {}, local_action: {} }
  return {
    ...anyOne(entry(kind, { more }), { ...more, ...spelled }),
    patternProperties: { [COLLECTION]: {} },
  }
}

function moduleOf(module: Module): object {
  return { description: module.summary, ...argumentsSchema(module) }
}

const COLLECTION = '^(ansible\\.builtin|ansible\\.legacy|kubernetes\\.core)\\.'

/** At most one of these keys. */
function anyOne(entry: object, keys: object): object {
  const each = Object.keys(keys).map(key => ({ required: [key] }))
  return { ...entry, oneOf: [...each, { not: { anyOf: each } }] }
}

function ref(name: string): { readonly $ref: string } {
  return { $ref: `#/$defs/${name}` }
}
