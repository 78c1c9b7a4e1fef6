import type { Resource } from '../model/resource.ts'
import { configMaps } from './configMaps.ts'
import { events } from './events.ts'
import { leases } from './leases.ts'
import { namespaces } from './namespaces.ts'
import { nodes } from './nodes.ts'
import { pods } from './pods.ts'
import { secrets } from './secrets.ts'
import { selfSubjectReviews } from './selfSubjectReviews.ts'

/** Every kind that the API serves. */
export const RESOURCES: readonly Resource[] = [
  configMaps,
  events,
  namespaces,
  nodes,
  pods,
  secrets,
  leases,
  selfSubjectReviews,
]
