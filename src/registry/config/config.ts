import { z } from 'zod'
import { authSection } from './auth.ts'
import { healthSection } from './health.ts'
import { httpSection } from './http.ts'
import { logSection } from './log.ts'
import { notificationsSection } from './notifications.ts'
import { openshiftSection } from './openshift.ts'
import {
  catalogSection,
  compatibilitySection,
  middlewareSection,
  policySection,
  proxySection,
  redisSection,
  reportingSection,
  tagsSection,
} from './rest.ts'
import { storageSection } from './storage.ts'
import { validationSection } from './validation.ts'

/** The whole configuration file: docker distribution's and the OpenShift registry's keys, and a few of our own. */
export const configSchema = z.strictObject({
  version: z
    .union([z.literal(0.1), z.literal('0.1')], 'unsupported version; it must be 0.1')
    .meta({ description: 'The version of the format.' }),
  log: logSection.prefault({}),
  http: httpSection.prefault({}),
  storage: storageSection,
  auth: authSection.optional(),
  notifications: notificationsSection.prefault({}),
  health: healthSection.prefault({}),
  validation: validationSection.prefault({}),
  catalog: catalogSection.prefault({}),
  tags: tagsSection.prefault({}),
  compatibility: compatibilitySection.prefault({}),
  middleware: middlewareSection.prefault({}),
  openshift: openshiftSection.prefault({}),
  policy: policySection.prefault({}),
  reporting: reportingSection.optional().meta({ description: 'Warned of and ignored.' }),
  redis: redisSection.optional().meta({ description: 'Warned of and ignored.' }),
  proxy: proxySection.optional().meta({ description: 'Refused.' }),
})

/** What the daemon runs by: complete, checked, defaults filled in, and nothing but plain data. */
export type Config = z.output<typeof configSchema>

/** What a configuration file may hold. */
export type ConfigInput = z.input<typeof configSchema>
