/** The members of an object that is not there yet. */
export interface Members {
  keys(): Iterable<string>
  has(key: string): boolean
  read(key: string): unknown
}

/** An object whose members are read when first asked for, and then remembered. A read that throws is tried again. */
export function lazyObject({ keys, has, read }: Members): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>()
  const valueAt = (key: string): unknown => {
    if (!values.has(key)) values.set(key, read(key))
    return values.get(key)
  }
  return new Proxy<Record<string, unknown>>(
    {},
    {
      get: (target, key) => (isMember(key) ? valueAt(key) : Reflect.get(target, key)),
      has: (target, key) => isMember(key) || Reflect.has(target, key),
      ownKeys: () => [...keys()],
      getOwnPropertyDescriptor: (_, key) =>
        isMember(key)
          ? { get: () => valueAt(key), enumerable: true, configurable: true }
          : undefined,
      defineProperty: () => false,
      deleteProperty: () => false,
    },
  )

  function isMember(key: string | symbol): key is string {
    return typeof key === 'string' && has(key)
  }
}

/** A lazy object with these members. */
export function lazyRecord(
  keys: Iterable<string>,
  read: (key: string) => unknown,
): Readonly<Record<string, unknown>> {
  let names: ReadonlySet<string> | undefined
  const all = () => {
    names ??= new Set(keys)
    return names
  }
  return lazyObject({ keys: all, has: key => all().has(key), read })
}
