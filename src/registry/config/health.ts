import { z } from 'zod'
import { duration } from './duration.ts'

const interval = duration.prefault('10s').meta({ description: 'Time between two checks.' })

const threshold = z.int().min(1).default(1).meta({
  description: 'How many checks in a row must fail.',
})

const storagedriver = z.strictObject({
  enabled: z.boolean().default(false).meta({ description: 'Check that the storage answers.' }),
  interval,
  threshold,
})

const file = z.strictObject({
  file: z
    .string()
    .meta({ description: 'While this file exists the registry counts as unhealthy.' }),
  interval,
})

/** `health:` */
export const healthSection = z.strictObject({
  storagedriver: storagedriver.prefault({}),
  file: z.array(file).default([]),
})

export type HealthConfig = z.output<typeof healthSection>
