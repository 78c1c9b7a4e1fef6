/** The value, which must be there: for tests that know. */
export function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value')
  return value
}
