import { placeOf } from '../../base/yaml.ts'
import type { Keywords } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { holds } from '../values/index.ts'

/** Why a step is skipped: the first condition that doesn't hold, with its place. Undefined where all hold. */
export function hindrance({ when }: Pick<Keywords, 'when'>, scope: Scope): string | undefined {
  const failing = when.find(condition => !holds([condition], scope))
  if (!failing) return undefined
  const place = placeOf(failing)
  const where = place ? ` (${place.file}:${place.line})` : ''
  return `condition is false: ${String(failing.value)}${where}`
}
