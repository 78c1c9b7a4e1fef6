import { z } from 'zod'
import { fieldsIn, textIn } from '../model/object.ts'
import { defineResource } from '../model/resource.ts'
import { AGE, column, NAME } from './columns.ts'

/** Who holds what, and until when: how several of a kind agree on one of them. */
export const leases = defineResource({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  fields: {
    spec: z.looseObject({
      holderIdentity: z.string().optional(),
      leaseDurationSeconds: z.int().optional(),
      leaseTransitions: z.int().optional(),
    }),
  },
  columns: [
    NAME,
    column('Holder', 'Who holds it.', lease => textIn(fieldsIn(lease, 'spec'), 'holderIdentity')),
    AGE,
  ],
})
