import { type StoredType, storedType } from '../oci/index.ts'

const known = new WeakMap<Uint8Array, StoredType>()

/** The media type of a stored manifest. As long as its bytes are remembered, so is that. */
export function typeOfStored(bytes: Uint8Array): StoredType {
  const found = known.get(bytes)
  if (found !== undefined) return found
  const type = storedType(bytes)
  known.set(bytes, type)
  return type
}
