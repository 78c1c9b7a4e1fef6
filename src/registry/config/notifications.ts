import { z } from 'zod'
import { duration } from './duration.ts'

const endpoint = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'not a name of letters, digits, dots and dashes')
    .meta({ description: 'What the log and the queue call it.' }),
  disabled: z.boolean().default(false).meta({ description: 'Leave it out.' }),
  url: z
    .url({ protocol: /^https?$/, error: 'not an absolute http or https URL' })
    .meta({ description: 'Where events are posted.' }),
  headers: z.record(z.string(), z.array(z.string())).default({}).meta({
    description: 'Sent with each event.',
  }),
  timeout: duration.prefault('1s').meta({ description: 'How long an answer may take.' }),
  threshold: z.int().min(1).default(10).meta({
    description: 'After so many failures in a row there is a wait before each try.',
  }),
  backoff: duration.prefault('1s').meta({ description: 'That wait.' }),
  ignoredmediatypes: z.array(z.string()).default([]).meta({
    description: 'Events about these types are left out.',
  }),
  ignore: z
    .strictObject({
      mediatypes: z.array(z.string()).default([]).meta({ description: 'The same.' }),
      actions: z
        .array(z.enum(['pull', 'push', 'mount', 'delete']))
        .default([])
        .meta({
          description: 'These events are left out.',
        }),
    })
    .prefault({}),
  mediatype: z.enum(['v1', 'v2']).default('v2').meta({
    description: "The version in an event's media type; old receivers want v1.",
  }),
  maxpending: z.int().min(1).default(10_000).meta({
    description: 'How many events wait at most while the endpoint is away; newer ones are dropped.',
  }),
  secretfile: z.string().optional().meta({
    description: 'File with a secret that signs each event (HMAC-SHA256).',
  }),
})

/** `notifications:` */
export const notificationsSection = z.strictObject({
  events: z
    .strictObject({
      includereferences: z.boolean().default(false).meta({
        description: 'Say what a pushed manifest refers to.',
      }),
    })
    .prefault({}),
  endpoints: z.array(endpoint).default([]),
  queuedirectory: z.string().optional().meta({
    description: 'Where waiting events are kept. Unset, in the storage if that is files.',
  }),
})

export type NotificationsConfig = z.output<typeof notificationsSection>
