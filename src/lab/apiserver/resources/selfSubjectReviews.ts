import { z } from 'zod'
import { apiVersionOf, defineResource } from '../model/resource.ts'

const SELF = { group: 'authentication.k8s.io', version: 'v1' }

/** Who am I? */
export const selfSubjectReviews = defineResource({
  ...SELF,
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  isNamespaced: false,
  verbs: ['create'],
  fields: { status: z.looseObject({}) },
  answer: (_question, { name, groups }) => ({
    kind: 'SelfSubjectReview',
    apiVersion: apiVersionOf(SELF),
    metadata: {},
    status: { userInfo: { username: name, groups } },
  }),
})
