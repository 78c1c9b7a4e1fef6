import { z } from 'zod'
import { duration } from './duration.ts'

const realm = z.string().regex(/^[^"\\\r\n]*$/, 'not a realm')

/** Quoted in a header, as a realm is. */
const service = z.string().regex(/^[^"\\\r\n]+$/, 'not the name of a service')

const htpasswd = z.strictObject({
  realm: realm.default('registry').meta({
    description: 'What clients show when they ask for a password.',
  }),
  path: z.string().meta({ description: 'File of bcrypt hashes, as `htpasswd -B` writes it.' }),
})

const policy = z.strictObject({
  path: z.string().meta({ description: 'YAML file: a list of {role, project, users}.' }),
})

const tokens = z.strictObject({
  issuer: z.string().min(1).default('wharfinger').meta({ description: 'Who the tokens are from.' }),
  service: service.default('registry').meta({ description: 'Whom they are for.' }),
  key: z.string().optional().meta({
    description:
      'PEM file with an Ed25519 or P-256 key. Unset, one is made and kept in the storage.',
  }),
  lifetime: duration
    .refine(milliseconds => milliseconds >= 60_000, 'must be a minute at least')
    .prefault('5m')
    .meta({ description: 'How long a token is good.' }),
  realm: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'Where clients get them, where it is not this registry.' }),
})

const token = z.strictObject({
  realm: z.url({ protocol: /^https?$/ }).meta({ description: 'Where clients get tokens.' }),
  service: service.meta({ description: 'Whom they are for.' }),
  issuer: z.string().meta({ description: 'Who they are from.' }),
  rootcertbundle: z.string().optional().meta({
    description: 'PEM file with the certificates that tokens are verified by.',
  }),
  jwks: z.string().optional().meta({ description: 'JSON file with the keys.' }),
  signingalgorithms: z.array(z.string()).default([]).meta({
    description: 'Which algorithms are accepted. Unset, the safe ones.',
  }),
  autoredirect: z.boolean().default(false).meta({
    description: 'Send clients to the host that they asked, instead of to realm.',
  }),
  autoredirectpath: z.string().default('/auth/token').meta({ description: 'Under this path.' }),
})

const openshift = z.strictObject({
  realm: realm.default('origin').meta({ description: 'What clients show.' }),
  tokenrealm: z.string().default('').meta({ description: 'scheme://host of the token endpoint.' }),
  audit: z
    .strictObject({
      enabled: z.boolean().default(false).meta({ description: 'Log who does what.' }),
    })
    .prefault({}),
})

const silly = z.strictObject({
  realm: realm.default('silly').meta({ description: 'What clients show.' }),
  service: service.default('registry').meta({ description: 'Named in the challenge.' }),
})

const TYPES = ['openshift', 'htpasswd', 'token', 'silly', 'none'] as const

/** `auth:` with exactly one type. */
export const authSection = z
  .strictObject({
    htpasswd: htpasswd.optional().meta({ description: 'Who may sign in, by a file.' }),
    token: token.optional().meta({ description: 'Who may sign in, by tokens from elsewhere.' }),
    openshift: openshift.optional().meta({ description: 'Who may sign in, by a cluster.' }),
    silly: silly.optional().meta({ description: 'For trials: any Authorization header will do.' }),
    none: z.strictObject({}).optional().meta({ description: 'Everyone may do everything.' }),
    policy: policy.optional().meta({
      description:
        'Who may do what in which project. Unset, everyone who signs in may do everything.',
    }),
    tokens: tokens.optional().meta({
      description:
        'Give tokens to who signs in by a password, as clients of large registries expect.',
    }),
  })
  .superRefine((auth, context) => {
    const given = TYPES.filter(type => auth[type] !== undefined)
    const add = (message: string, path: string[] = []): void => {
      context.addIssue({ code: 'custom', path, message })
    }
    if (given.length !== 1) add(`must provide exactly one type. Provided: [${given.join(' ')}]`)
    // What would go unheeded must not look as if it guarded anything.
    const unheeded = auth.htpasswd ? [] : (['policy', 'tokens'] as const)
    for (const key of unheeded) if (auth[key]) add('goes with htpasswd only', [key])
    const { token } = auth
    if (token && !token.rootcertbundle && !token.jwks) {
      add('rootcertbundle or jwks is needed', ['token'])
    }
  })

export type AuthConfig = z.output<typeof authSection>
