import { lazyObject } from './lazy.ts'
import type { Scope } from './scope.ts'

/** All variables of a scope as one object, each rendered when asked for: what `vars` and `hostvars` hold. */
export function variablesOf(scope: Scope): Readonly<Record<string, unknown>> {
  const has = (name: string) => !ENDLESS.has(name) && scope.has(name)
  return lazyObject({
    keys: () => scope.names().filter(has),
    has,
    read: name => scope.get(name),
  })
}

/** Names that hold all variables again. */
const ENDLESS = new Set(['vars', 'hostvars'])
