import { z } from 'zod'
import { filesystem } from './filesystem.ts'
import { maintenance } from './maintenance.ts'
import { azure, gcs, oss, s3, swift } from './objectStores.ts'

const DRIVERS = ['filesystem', 'inmemory', 's3', 'gcs', 'azure', 'swift', 'oss'] as const

const cache = z.strictObject({
  blobdescriptor: z.string().default('').meta({
    description: 'Accepted; small objects are always kept in memory.',
  }),
  blobdescriptorsize: z.int().nonnegative().default(10_000).meta({
    description: 'Accepted; has no effect.',
  }),
})

const store = (what: string) => ({ description: `Keep everything in ${what}.` })

/** `storage:` with exactly one driver. */
export const storageSection = z
  .strictObject({
    filesystem: filesystem.optional().meta(store('files')),
    inmemory: z.strictObject({}).optional().meta(store('memory, for trials')),
    s3: s3.optional().meta(store("Amazon's S3 or what speaks like it")),
    gcs: gcs.optional().meta(store("Google's object store")),
    azure: azure.optional().meta(store("Azure's blobs")),
    swift: swift.optional().meta(store("OpenStack's Swift")),
    oss: oss.optional().meta(store("Alibaba's object store")),
    delete: z
      .strictObject({
        enabled: z.boolean().default(true).meta({
          description: 'Let clients delete. Pruning needs it.',
        }),
      })
      .prefault({}),
    redirect: z
      .strictObject({
        disable: z.boolean().default(false).meta({
          description: 'Accepted; blobs are always sent from here.',
        }),
      })
      .prefault({}),
    cache: cache.prefault({}),
    tag: z
      .strictObject({
        concurrencylimit: z.int().nonnegative().default(8).meta({
          description: 'Accepted; has no effect.',
        }),
      })
      .prefault({}),
    maintenance: maintenance.prefault({}).meta({
      description: 'What an operator does to a running registry.',
    }),
  })
  .superRefine((storage, context) => {
    const given = DRIVERS.filter(driver => storage[driver] !== undefined)
    if (given.length === 1) return
    const message =
      given.length === 0
        ? 'no storage configuration provided'
        : `must provide exactly one storage type. Provided: [${given.join(' ')}]`
    context.addIssue({ code: 'custom', message })
  })

export type StorageConfig = z.output<typeof storageSection>
