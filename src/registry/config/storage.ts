import { z } from 'zod'

const filesystem = z.strictObject({
  rootdirectory: z.string().default('/var/lib/registry').meta({
    description: 'The directory that holds everything.',
  }),
})

const readonly = z.strictObject({
  enabled: z.boolean().default(false).meta({ description: 'Refuse every push.' }),
})

/** `storage:` with exactly one driver. */
export const storageSection = z
  .strictObject({
    filesystem: filesystem.optional().meta({ description: 'Keep everything in files.' }),
    inmemory: z
      .strictObject({})
      .optional()
      .meta({ description: 'Keep everything in memory, for trials.' }),
    maintenance: z
      .strictObject({ readonly: readonly.prefault({}) })
      .prefault({})
      .meta({ description: 'What an operator does to a running registry.' }),
  })
  .superRefine(({ filesystem, inmemory }, context) => {
    const given = [filesystem && 'filesystem', inmemory && 'inmemory'].filter(Boolean)
    if (given.length === 1) return
    const message =
      given.length === 0
        ? 'no storage configuration provided'
        : `must provide exactly one storage type. Provided: [${given.join(' ')}]`
    context.addIssue({ code: 'custom', message })
  })

export type StorageConfig = z.output<typeof storageSection>
