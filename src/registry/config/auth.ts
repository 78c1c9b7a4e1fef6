import { z } from 'zod'

const htpasswd = z.strictObject({
  realm: z
    .string()
    .regex(/^[^"\\\r\n]*$/, 'not a realm')
    .default('registry')
    .meta({
      description: 'What clients show when they ask for a password.',
    }),
  path: z.string().meta({ description: 'File of bcrypt hashes, as `htpasswd -B` writes it.' }),
})

const policy = z.strictObject({
  path: z.string().meta({ description: 'YAML file: a list of {role, project, users}.' }),
})

/** `auth:` */
export const authSection = z.strictObject({
  htpasswd: htpasswd.meta({ description: 'Who may sign in.' }),
  policy: policy.optional().meta({
    description:
      'Who may do what in which project. Unset, everyone who signs in may do everything.',
  }),
})

export type AuthConfig = z.output<typeof authSection>
