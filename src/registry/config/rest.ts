import { z } from 'zod'

const anything = z.record(z.string(), z.unknown())

const entry = z.strictObject({
  name: z.string().meta({ description: 'Which one.' }),
  disabled: z.boolean().default(false).meta({ description: 'Leave it out.' }),
  options: anything.default({}).meta({ description: 'Its options.' }),
})

/** `middleware:` */
export const middlewareSection = z.strictObject({
  registry: z.array(entry).default([]),
  repository: z.array(entry).default([]),
  storage: z.array(entry).default([]),
})

/** Sections that docker distribution has and that have no effect here; `warningsOf` tells. */
export const reportingSection = anything
export const redisSection = anything
export const proxySection = anything

/** `compatibility:` */
export const compatibilitySection = z.strictObject({
  schema1: z
    .strictObject({
      enabled: z.boolean().default(false).meta({ description: 'Take manifests of schema 1.' }),
      signingkeyfile: z.string().default('').meta({
        description: 'The key that signs converted manifests.',
      }),
      trustkey: z.string().default('').meta({ description: 'The older name of it.' }),
    })
    .prefault({}),
})

/** The `compatibility` section. */
export type CompatibilityConfig = z.output<typeof compatibilitySection>

/** `catalog:` */
export const catalogSection = z.strictObject({
  maxentries: z.int().min(1).default(1000).meta({
    description: 'How many repositories are listed at once.',
  }),
})

/** `tags:` */
export const tagsSection = z.strictObject({
  maxtags: z
    .int()
    .nonnegative('maxtags limit must be a non-negative integer value')
    .default(1000)
    .meta({ description: 'How many tags are listed at once.' }),
})

/** `policy:` */
export const policySection = z.strictObject({
  repository: z
    .strictObject({
      classes: z.array(z.string()).default([]).meta({ description: 'Accepted; has no effect.' }),
    })
    .prefault({}),
})
