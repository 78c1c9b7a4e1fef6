/** A plain object whose members are read when first asked for, and then remembered. A read that throws is tried again. */
export function lazyRecord(
  keys: Iterable<string>,
  read: (key: string) => unknown,
): Readonly<Record<string, unknown>> {
  const record = {}
  for (const key of keys) {
    Object.defineProperty(record, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        const value = read(key)
        Object.defineProperty(record, key, { enumerable: true, configurable: true, value })
        return value
      },
    })
  }
  return record
}
