import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import type { Become } from '../module/index.ts'
import type { Keywords } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { flagOf, textOf, truthOf } from './keywords.ts'
import type { BecomeDefaults } from './options.ts'

interface Voices {
  /** The task's variables. */
  readonly scope: Scope
  /** Those of the host that is worked on. */
  readonly targetScope: Scope
  readonly defaults: BecomeDefaults | undefined
}

/** Whom a task becomes: variables of its host speak before keywords, keywords before the command line. */
export function becomeOf(
  keywords: Keywords,
  { defaults, scope, targetScope }: Voices,
): Become | undefined {
  const isWanted =
    truthOf(valueIn(targetScope, 'ansible_become'), 'ansible_become') ??
    flagOf(keywords.become, scope, 'become') ??
    (defaults !== undefined && defaults.always !== false)
  if (!isWanted) return undefined
  const user =
    textIn(targetScope, 'ansible_become_user') ?? textOf(keywords.becomeUser, scope, 'become_user')
  const password =
    textIn(targetScope, 'ansible_become_password') ??
    textIn(targetScope, 'ansible_become_pass') ??
    defaults?.password
  return {
    user: user ?? defaults?.user ?? 'root',
    method: methodOf(keywords, scope, targetScope),
    ...(password === undefined ? {} : { password }),
  }
}

function methodOf(keywords: Keywords, scope: Scope, targetScope: Scope): Become['method'] {
  const method =
    textIn(targetScope, 'ansible_become_method') ??
    textOf(keywords.becomeMethod, scope, 'become_method') ??
    'sudo'
  if (method === 'sudo' || method === 'su') return method
  const place = keywords.becomeMethod && placeOf(keywords.becomeMethod)
  throw new Fault(`become_method: sudo or su is wanted, not "${method}"`, { place })
}

/** A variable as text; undefined where there is none or it is empty. */
export function textIn(scope: Scope, name: string): string | undefined {
  const value = valueIn(scope, name)
  return value === undefined || value === null || value === '' ? undefined : String(value)
}

function valueIn(scope: Scope, name: string): unknown {
  return scope.has(name) ? scope.get(name) : undefined
}
