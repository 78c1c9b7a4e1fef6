import { z } from 'zod'
import { address } from './address.ts'
import { duration } from './duration.ts'

const tls = z.strictObject({
  certificate: z.string().meta({
    description: 'PEM file with the certificate, then those that signed it.',
  }),
  key: z.string().meta({ description: 'PEM file with the private key.' }),
  minimumtls: z.enum(['tls1.2', 'tls1.3']).default('tls1.2').meta({
    description: 'The oldest protocol version that is spoken.',
  }),
})

/** A header's value goes out as it is; a line break in it would begin another header. */
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, 'not a header value')

/** `http:` */
export const httpSection = z.strictObject({
  addr: address.prefault(':5000').meta({ description: 'Address and port to listen on.' }),
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
  tls: tls.optional().meta({ description: 'Speak TLS.' }),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.array(headerValue))
    .default({})
    .meta({
      description: 'Headers added to every response.',
    }),
})

export type HttpConfig = z.output<typeof httpSection>
