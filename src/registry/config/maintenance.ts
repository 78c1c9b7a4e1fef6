import { z } from 'zod'
import { duration } from './duration.ts'

const uploadpurging = z.strictObject({
  enabled: z.boolean().default(true).meta({ description: 'Remove uploads that nobody finishes.' }),
  age: duration.prefault('168h').meta({ description: 'After this time.' }),
  interval: duration.prefault('24h').meta({ description: 'How often to look.' }),
  dryrun: z.boolean().default(false).meta({ description: 'Only say what would be removed.' }),
})

const readonly = z.strictObject({
  enabled: z.boolean().default(false).meta({ description: 'Refuse every push.' }),
})

const garbagecollection = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description: 'Remove blobs that no manifest refers to, while the registry runs.',
  }),
  interval: duration.prefault('24h').meta({ description: 'How often.' }),
  graceperiod: duration.prefault('1h').meta({
    description: 'What is younger is left alone: a push may be about to refer to it.',
  }),
  deleteuntagged: z.boolean().default(false).meta({
    description: 'Also remove manifests that no tag leads to.',
  }),
  dryrun: z.boolean().default(false).meta({ description: 'Only say what would be removed.' }),
})

/** `storage.maintenance:` */
export const maintenance = z.strictObject({
  uploadpurging: uploadpurging.prefault({}),
  readonly: readonly.prefault({}),
  garbagecollection: garbagecollection.prefault({}),
})
