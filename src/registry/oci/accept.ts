import { bareType, type ManifestType } from './mediaType.ts'

/** Types by which a client says that it takes any JSON. */
const ANYTHING = new Set(['*/*', 'application/*', 'application/json'])

/** True when an Accept header lets a manifest of this type through. No header, and any wildcard, lets all through. */
export function accepts(header: string | undefined, type: ManifestType): boolean {
  if (header === undefined || header.trim() === '') return true
  return header
    .split(',')
    .filter(part => !isRefused(part))
    .map(bareType)
    .some(wanted => wanted === type || ANYTHING.has(wanted))
}

function isRefused(part: string): boolean {
  return /;\s*q\s*=\s*0(\.0*)?\s*(;|$)/i.test(part)
}
