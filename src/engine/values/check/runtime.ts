import type { Playbook, Task } from '../../playbook/index.ts'
import { isTemplate } from '../template/parse.ts'
import { type Includes, stepsIn } from './steps.ts'

/** The names that the tasks of a playbook define as they run. */
export interface RuntimeNames {
  readonly names: ReadonlySet<string>
  /** Some step may define names that can't be told before the run. */
  readonly unknown: boolean
}

/** Registered names and facts set by tasks, anywhere in a playbook. */
export function runtimeNames(playbook: Playbook, includes: Includes): RuntimeNames {
  const names = new Set<string>()
  let unknown = false
  for (const step of stepsIn(playbook, includes)) {
    if (step.kind === 'include') unknown ||= includes.of(step) === undefined
    else for (const name of namesSetBy(step)) names.add(name)
  }
  return { names, unknown: unknown || [...names].some(isTemplate) }
}

function namesSetBy(task: Task): readonly string[] {
  const registered = task.register === undefined ? [] : [task.register]
  const keys = declaredKeys(task.module.args)
  return keys
    ? [...registered, ...Object.keys(task.args.value).filter(name => !keys.has(name))]
    : registered
}

/** The keys that a schema declares, when it takes others too: such a module's other arguments are facts. Undefined when it doesn't. */
function declaredKeys(schema: unknown): ReadonlySet<string> | undefined {
  const { def } = schema as { readonly def?: Definition }
  if (!def) return undefined
  const wrapped = def.innerType ?? def.in
  if (wrapped) return declaredKeys(wrapped)
  if (def.type === 'record') return new Set()
  const takesOthers = def.type === 'object' && def.catchall && def.catchall.def?.type !== 'never'
  return takesOthers ? new Set(Object.keys(def.shape ?? {})) : undefined
}

/** What is read of a zod schema. */
interface Definition {
  readonly type: string
  readonly shape?: object
  readonly catchall?: { readonly def?: Definition }
  readonly innerType?: unknown
  readonly in?: unknown
}
