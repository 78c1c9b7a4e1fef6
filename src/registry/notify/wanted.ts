import type { NotificationsConfig } from '../config/index.ts'
import type { Happening } from './happening.ts'

export type Endpoint = NotificationsConfig['endpoints'][number]

/** Whether an endpoint wants to hear of something. */
export function isWanted(endpoint: Endpoint, { action, mediaType }: Happening): boolean {
  const { ignoredmediatypes, ignore } = endpoint
  if (ignore.actions.includes(action)) return false
  if (mediaType === undefined) return true
  return !ignoredmediatypes.includes(mediaType) && !ignore.mediatypes.includes(mediaType)
}
