import { z } from 'zod'
import { duration } from './duration.ts'

const boolean = (value: boolean, description: string) =>
  z.boolean().default(value).meta({ description })

const requests = z.strictObject({
  maxrunning: z.int().nonnegative().default(0).meta({
    description: 'How many run at once; 0 means any number.',
  }),
  maxinqueue: z.int().nonnegative().default(0).meta({
    description: 'How many may wait for their turn; 0 means none.',
  }),
  maxwaitinqueue: duration.prefault('0').meta({
    description: 'How long one may wait; 0 means any time.',
  }),
})

const tokenrealm = z.string().superRefine((text, context) => {
  const message = text === '' ? undefined : wrongRealm(text)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

function wrongRealm(text: string): string | undefined {
  if (!URL.canParse(text)) return `error parsing URL in tokenrealm config option: ${text}`
  const { pathname, search, hash } = new URL(text)
  if (search !== '' || hash !== '') {
    return 'tokenrealm config option may not contain query parameters or a fragment'
  }
  if (pathname === '/') return undefined
  return `tokenrealm config option may not contain a path (${JSON.stringify(pathname)} was specified)`
}

/** `openshift:` */
export const openshiftSection = z.strictObject({
  version: z
    .union([z.literal(1), z.literal('1.0')], 'Unsupported openshift configuration version')
    .default(1)
    .meta({ description: 'The version of this section.' }),
  kubeconfig: z.string().optional().meta({ description: 'How to reach the cluster.' }),
  server: z
    .strictObject({
      addr: z.string().default('').meta({ description: 'host:port that images are named by.' }),
    })
    .prefault({}),
  auth: z
    .strictObject({
      realm: z.string().default('').meta({ description: 'What clients show.' }),
      tokenrealm: tokenrealm.default('').meta({
        description: 'scheme://host of the token endpoint, where the request does not tell.',
      }),
    })
    .prefault({}),
  audit: z.strictObject({ enabled: boolean(false, 'Log who does what.') }).prefault({}),
  metrics: z
    .strictObject({
      enabled: boolean(false, 'Offer metrics at /extensions/v2/metrics.'),
      secret: z.string().default('').meta({ description: 'The bearer token that they need.' }),
    })
    .superRefine(({ enabled, secret }, context) => {
      if (!enabled || secret !== '') return
      const message = 'openshift.metrics.secret field cannot be empty when metrics are enabled'
      context.addIssue({ code: 'custom', path: ['secret'], message })
    })
    .prefault({}),
  requests: z
    .strictObject({ read: requests.prefault({}), write: requests.prefault({}) })
    .prefault({}),
  cache: z
    .strictObject({
      disabled: boolean(false, 'Ask the cluster each time.'),
      blobrepositoryttl: duration
        .prefault('10m')
        .meta({ description: 'How long an answer holds.' }),
    })
    .prefault({}),
  quota: z
    .strictObject({
      enabled: boolean(false, 'Refuse what is larger than a project may have.'),
      cachettl: duration.prefault('1m').meta({ description: 'How long limits are remembered.' }),
    })
    .prefault({}),
  pullthrough: z
    .strictObject({
      enabled: boolean(true, 'Serve images that are elsewhere.'),
      mirror: boolean(true, 'Keep a copy of them.'),
    })
    .prefault({}),
  compatibility: z
    .strictObject({ acceptschema2: boolean(true, 'Take manifests of schema 2.') })
    .prefault({}),
  strictMiddleware: boolean(false, 'Refuse to start where a middleware entry is missing.'),
})

export type OpenshiftConfig = z.output<typeof openshiftSection>
