import { bareType, isSchema1Type, SCHEMA1_TYPES, type StoredType } from './mediaType.ts'

/** Types by which a client says that it takes any JSON. */
const ANYTHING = new Set(['*/*', 'application/*', 'application/json'])

/** True when an Accept header lets a manifest of this type through. No header, and any wildcard, lets all through. */
export function accepts(header: string | undefined, type: StoredType): boolean {
  if (header === undefined || header.trim() === '') return true
  // Clients name the signed form alone, and take the other.
  const types: readonly string[] = isSchema1Type(type) ? Object.values(SCHEMA1_TYPES) : [type]
  return header
    .split(',')
    .filter(part => !isRefused(part))
    .map(bareType)
    .some(wanted => types.includes(wanted) || ANYTHING.has(wanted))
}

function isRefused(part: string): boolean {
  return /;\s*q\s*=\s*0(\.0*)?\s*(;|$)/i.test(part)
}
