import { z } from 'zod'

/** `storage.filesystem:` */
export const filesystem = z.strictObject({
  rootdirectory: z.string().default('/var/lib/registry').meta({
    description: 'The directory that holds everything.',
  }),
  maxthreads: z.int().min(25).default(100).meta({ description: 'Accepted; has no effect.' }),
  shared: z.boolean().default(false).meta({
    description:
      'Several replicas use this directory, over NFS for one: chunks are durable before they are acknowledged, and what another wrote is waited for.',
  }),
})
