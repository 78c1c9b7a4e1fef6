import { z } from 'zod'
import { address, addressOrPath } from './address.ts'
import { duration } from './duration.ts'
import { tls } from './tls.ts'

/** A header's value goes out as it is; a line break in it would begin another header. */
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, 'not a header value')

const debug = z.strictObject({
  addr: address.optional().meta({
    description: 'Address and port of a second listener, for operators alone.',
  }),
  prometheus: z
    .strictObject({
      enabled: z.boolean().default(false).meta({ description: 'Offer metrics there.' }),
      path: z
        .string()
        .startsWith('/')
        .default('/metrics')
        .meta({ description: 'Under this path.' }),
    })
    .prefault({}),
})

const timeouts = z.strictObject({
  headers: duration.prefault('60s').meta({
    description: 'How long the head of a request may take.',
  }),
  idle: duration.prefault('5m').meta({
    description: 'How long a connection may say nothing in the middle of a request.',
  }),
  keepalive: duration.prefault('95s').meta({
    description: 'How long a connection may wait for its next request.',
  }),
})

/** `http:` */
export const httpSection = z.strictObject({
  addr: addressOrPath.prefault(':5000').meta({ description: 'Address and port to listen on.' }),
  net: z.enum(['tcp', 'unix']).default('tcp').meta({
    description: 'With unix, addr is the path of a socket.',
  }),
  prefix: z
    .string()
    .regex(/^\/([A-Za-z0-9._~-]+\/)*$/, 'not a path that begins and ends with a slash')
    .default('/')
    .meta({ description: 'What all paths begin with.' }),
  host: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description: 'The URL that clients reach this registry by, where the requests do not tell.',
    }),
  secret: z.string().min(1).optional().meta({
    description: 'Signs the state of uploads. Unset, a random one is kept in the storage.',
  }),
  secretfile: z.string().optional().meta({ description: 'File to read the secret from.' }),
  relativeurls: z.boolean().default(false).meta({
    description: 'Answer with locations that name no host.',
  }),
  draintimeout: duration.prefault('29s').meta({
    description: 'How long running transfers may go on after SIGTERM.',
  }),
  workers: z.int().min(1).max(128).optional().meta({
    description: 'How many processes serve. Unset, as many as there are cores.',
  }),
  maxconnections: z.int().min(1).default(4096).meta({
    description: 'How many connections each process holds at once.',
  }),
  timeouts: timeouts.prefault({}),
  tls: tls.optional().meta({ description: 'Speak TLS.' }),
  debug: debug.prefault({}),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.array(headerValue))
    .default({})
    .meta({ description: 'Headers added to every response.' }),
  http2: z
    .strictObject({
      disabled: z.boolean().default(false).meta({
        description: 'Accepted; HTTP/1.1 is spoken, which is no slower.',
      }),
    })
    .prefault({}),
  h2c: z
    .strictObject({
      enabled: z.boolean().default(false).meta({ description: 'Accepted; has no effect.' }),
    })
    .prefault({}),
})

export type HttpConfig = z.output<typeof httpSection>
