/**
 * Whether a live object already holds all that a definition asks for: mappings may hold more, lists must be equal item for item,
 * null asks for a field not to be there. Numbers and the texts of the same numbers are equal.
 */
export function holds(live: unknown, wanted: unknown): boolean {
  if (wanted === null || wanted === undefined) return live === undefined || live === null
  if (Array.isArray(wanted))
    return (
      Array.isArray(live) &&
      live.length === wanted.length &&
      wanted.every((item, index) => holds(live[index], item))
    )
  if (isMapping(wanted)) {
    // The server leaves empty mappings out.
    const mapping = live ?? {}
    return (
      isMapping(mapping) &&
      Object.entries(wanted).every(([key, value]) => holds(mapping[key], value))
    )
  }
  if (typeof wanted === 'object') return false
  return live !== undefined && live !== null && String(live) === String(wanted)
}

/** What a merge patch (RFC 7396) makes of a value. Neither is changed. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) return patch
  const result: Record<string, unknown> = isMapping(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete result[key]
    else result[key] = merged(result[key], value)
  }
  return result
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
