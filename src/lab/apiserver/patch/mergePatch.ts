import { isFields } from '../model/object.ts'

/** What a merge patch (RFC 7396) makes of a value: maps are merged, null removes, all else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const fields = new Map(Object.entries(isFields(target) ? target : {}))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) fields.delete(key)
    else fields.set(key, mergePatch(fields.get(key), value))
  }
  return Object.fromEntries(fields)
}
