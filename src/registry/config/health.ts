import { z } from 'zod'
import { duration } from './duration.ts'

const interval = duration.prefault('10s').meta({ description: 'Time between two checks.' })
const timeout = duration.prefault('5s').meta({ description: 'How long a check may take.' })
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

const http = z.strictObject({
  uri: z.url({ protocol: /^https?$/ }).meta({ description: 'What must answer a HEAD.' }),
  headers: z.record(z.string(), z.array(z.string())).default({}).meta({
    description: 'Sent with it.',
  }),
  statuscode: z.int().min(100).max(599).default(200).meta({ description: 'The right answer.' }),
  timeout,
  interval,
  threshold,
})

const tcp = z.strictObject({
  addr: z
    .string()
    .regex(/^.+:\d{1,5}$/, 'not host:port')
    .meta({ description: 'host:port that must take connections.' }),
  timeout,
  interval,
  threshold,
})

/** `health:` */
export const healthSection = z.strictObject({
  storagedriver: storagedriver.prefault({}),
  file: z.array(file).default([]),
  http: z.array(http).default([]),
  tcp: z.array(tcp).default([]),
})

export type HealthConfig = z.output<typeof healthSection>
