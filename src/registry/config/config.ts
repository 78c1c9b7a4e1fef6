import { z } from 'zod'
import { authSection } from './auth.ts'
import { healthSection } from './health.ts'
import { httpSection } from './http.ts'
import { logSection } from './log.ts'
import { storageSection } from './storage.ts'

/** The whole configuration file: docker distribution's keys, as far as they work here. */
export const configSchema = z.strictObject({
  version: z
    .union([z.literal(0.1), z.literal('0.1')], 'unsupported version; it must be 0.1')
    .meta({ description: 'The version of the format.' }),
  log: logSection.prefault({}),
  http: httpSection.prefault({}),
  storage: storageSection,
  auth: authSection.optional(),
  health: healthSection.prefault({}),
})

/** What the daemon runs by: complete, checked, defaults filled in. */
export type Config = z.output<typeof configSchema>

/** What a configuration file may hold. */
export type ConfigInput = z.input<typeof configSchema>
