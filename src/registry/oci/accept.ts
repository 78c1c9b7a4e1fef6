import { bareType, isSchema1Type, SCHEMA1_TYPES, type StoredType } from './mediaType.ts'

/** Types by which a client says that it takes any JSON. */
const ANYTHING = new Set(['*/*', 'application/*', 'application/json'])

/** True when an Accept header lets a manifest of this type through. No header, and any wildcard, lets all through. */
export function accepts(header: string | undefined, type: StoredType): boolean {
  if (header === undefined || header.trim() === '') return true
  // Clients name the signed form alone, and take the other.
  const types: readonly string[] = isSchema1Type(type) ? Object.values(SCHEMA1_TYPES) : [type]
  return wantedBy(header).some(wanted => types.includes(wanted) || ANYTHING.has(wanted))
}

/** True when an Accept header asks for this very type. */
export function names(header: string | undefined, type: StoredType): boolean {
  return wantedBy(header ?? '').includes(type)
}

function wantedBy(header: string): readonly string[] {
  return header
    .split(',')
    .filter(part => !isRefused(part))
    .map(bareType)
}

function isRefused(part: string): boolean {
  return /;\s*q\s*=\s*0(\.0*)?\s*(;|$)/i.test(part)
}
