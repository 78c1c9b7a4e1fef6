/** The value of the variable `omit`: whatever key holds it is as good as not written. */
export const OMIT: unique symbol = Symbol('omit')

/** The value without the keys and items that hold OMIT, at any depth. OMIT itself becomes undefined. */
export function withoutOmitted(value: unknown): unknown {
  if (value === OMIT) return undefined
  if (Array.isArray(value)) return value.filter(item => item !== OMIT).map(withoutOmitted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== OMIT)
      .map(([key, member]) => [key, withoutOmitted(member)]),
  )
}
