import type { Digest } from '../oci/index.ts'
import type { Request } from './message.ts'

/** A digest as an entity tag. */
export function etag(digest: Digest): string {
  return `"${digest}"`
}

/** True when the client says that it has this very content already. */
export function isKnownTo({ headers }: Request, digest: Digest): boolean {
  const known = headers['if-none-match']?.split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return known?.some(tag => tag === '*' || tag === digest || tag === etag(digest)) === true
}

/** The Range header, unless the client wants it obeyed for another content only. */
export function wantedRange({ headers }: Request, digest: Digest): string | undefined {
  const condition = headers['if-range']
  return condition === undefined || condition === etag(digest) ? headers['range'] : undefined
}
