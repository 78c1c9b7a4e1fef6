import { z } from 'zod'

const hook = z.strictObject({
  disabled: z.boolean().default(false).meta({ description: 'Leave this hook out.' }),
  type: z.literal('mail').meta({ description: 'What is done.' }),
  levels: z.array(z.string()).default([]).meta({ description: 'For which messages.' }),
  options: z.record(z.string(), z.unknown()).default({}).meta({ description: 'How to mail.' }),
})

/** `log:` */
export const logSection = z.strictObject({
  level: z
    .enum(['error', 'warn', 'info', 'debug'], {
      error: ({ input }) =>
        `invalid loglevel ${String(input)} Must be one of [error, warn, info, debug]`,
    })
    .default('info')
    .meta({ description: 'The least important messages that are still written.' }),
  formatter: z
    .enum(['text', 'json', 'logstash'], {
      error: ({ input }) => `unsupported logging formatter: ${JSON.stringify(input)}`,
    })
    .default('text')
    .meta({
      description:
        'How a message is written: as key=value pairs, as a JSON object, or as one for logstash; one a line.',
    }),
  fields: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .meta({ description: 'Fields added to every message.' }),
  accesslog: z
    .strictObject({
      disabled: z.boolean().default(false).meta({
        description: 'Write no line in the combined format for each request to standard output.',
      }),
    })
    .prefault({}),
  reportcaller: z.boolean().default(false).meta({ description: 'Accepted; has no effect.' }),
  hooks: z.array(hook).default([]).meta({ description: 'Accepted; warned of and ignored.' }),
})

export type LogConfig = z.output<typeof logSection>
