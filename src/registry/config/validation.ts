import { z } from 'zod'

const pattern = z.string().superRefine((text, context) => {
  try {
    new RegExp(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
})

const platform = z.strictObject({
  os: z.string().meta({ description: 'As in `linux`.' }),
  architecture: z.string().meta({ description: 'As in `amd64`.' }),
})

const urls = z.strictObject({
  allow: z.array(pattern).default(['^https?://']).meta({
    description: 'Patterns, of which the URL of a layer must match one.',
  }),
  deny: z.array(pattern).default([]).meta({ description: 'Patterns that it must not match.' }),
})

const indexes = z.strictObject({
  platforms: z.enum(['all', 'none', 'list']).default('all').meta({
    description: 'Which images of an index must be there before the index is taken.',
  }),
  platformlist: z.array(platform).default([]).meta({ description: 'With list: of these.' }),
})

/** `validation:` */
export const validationSection = z.strictObject({
  enabled: z.boolean().default(true).meta({ description: 'Accepted; has no effect.' }),
  disabled: z.boolean().default(false).meta({ description: 'Take any URL and any index.' }),
  manifests: z
    .strictObject({ urls: urls.prefault({}), indexes: indexes.prefault({}) })
    .prefault({}),
})

export type ValidationConfig = z.output<typeof validationSection>
