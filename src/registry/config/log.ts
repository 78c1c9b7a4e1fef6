import { z } from 'zod'

/** `log:` */
export const logSection = z.strictObject({
  level: z.enum(['error', 'warn', 'info', 'debug']).default('info').meta({
    description: 'The least important messages that are still written.',
  }),
  formatter: z.enum(['text', 'json']).default('text').meta({
    description: 'How a message is written: as key=value pairs or as a JSON object, one a line.',
  }),
  fields: z.record(z.string(), z.string()).default({}).meta({
    description: 'Fields added to every message.',
  }),
})

export type LogConfig = z.output<typeof logSection>
