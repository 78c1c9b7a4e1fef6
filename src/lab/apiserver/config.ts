import { z } from 'zod'
import { parseWith } from '../../base/schema.ts'

const text = z.string().min(1)
const labels = z.record(z.string(), z.string()).readonly()

const node = z.strictObject({ name: text, address: text, labels }).readonly()

const token = z
  .strictObject({ token: text, user: text, groups: z.array(text).readonly().default([]) })
  .readonly()

const schema = z.strictObject({
  address: text.meta({ description: 'Where it listens.' }),
  port: z.int().min(0).max(65535).meta({ description: 'Where it listens; 0 for any.' }),
  certificate: text.meta({ description: 'PEM file: its certificate chain.' }),
  key: text.meta({ description: 'PEM file: its private key.' }),
  clientCa: text.meta({
    description:
      'PEM file: the authority whose client certificates name a user (CN) and groups (O).',
  }),
  state: text.meta({
    description: 'The directory of its objects, for one server at a time: a restart loses nothing.',
  }),
  serviceRange: text.meta({ description: 'From which services get their addresses.' }),
  nodes: z.array(node).readonly().meta({ description: 'The nodes it has when it first starts.' }),
  namespaces: z.array(text).readonly().default([]).meta({
    description: 'Namespaces it has when it first starts, beside those of every cluster.',
  }),
  tokens: z
    .array(token)
    .readonly()
    .default([])
    .meta({ description: 'Bearer tokens, and who comes with them.' }),
})

/** What the small API server is started with. Paths are the host's. */
export type ApiServerConfig = Readonly<z.input<typeof schema>>

/** The same, with everything that was left out. */
export type Settings = Readonly<z.output<typeof schema>>

export type SeedNode = z.input<typeof node>

/** Checks a configuration. Throws a Fault that names the key of what is wrong. */
export function settingsOf(config: ApiServerConfig): Settings {
  return parseWith(schema, config, { name: 'API server' })
}
