import type { Outcome } from '../module/index.ts'
import { combined } from './combined.ts'
import type { HostState } from './hosts.ts'
import { registered } from './registered.ts'
import type { Work } from './work.ts'

/** All items of a task have ended on a host: what the play, the recap and the reader learn of it. */
export function conclude(work: Work, milliseconds: number): void {
  const { host, order, traits, looped } = work
  const { course, info, task } = order
  const outcome = outcomeOf(work)
  const ignored =
    (outcome.kind === 'failed' && traits.ignoreErrors) ||
    (outcome.kind === 'unreachable' && traits.ignoreUnreachable)
  if (task.register !== undefined) host.variables[task.register] = registered(outcome)
  course.run.score.count(host.name, outcome, ignored)
  if (!ignored) leave(host, info.name, outcome)
  const delegate = work.items.findLast(item => item.delegate !== undefined)?.delegate
  course.run.report({
    kind: 'taskFinished',
    task: info,
    host: host.name,
    ...(delegate === undefined ? {} : { delegate }),
    outcome: outcomeOf(masked(work)),
    ignored,
    loop: looped,
    milliseconds,
  })
}

/** A host that failed or is gone takes no further part. */
export function leave(host: HostState, task: string, outcome: Outcome): void {
  if (outcome.kind !== 'failed' && outcome.kind !== 'unreachable') return
  host.state = outcome.kind
  host.failure = { task, result: registered(outcome), own: true }
}

function outcomeOf({ endings, items, looped }: Work): Outcome {
  const [only] = endings
  return looped || !only ? combined(items, endings) : only
}

function masked(work: Work): Work {
  const items = work.items.map(item => ({ ...item, fields: item.mask.fields(item.fields) }))
  const endings = work.endings.map(
    (ending, index) => work.items[index]?.mask.outcome(ending) ?? ending,
  )
  return { ...work, items, endings }
}
