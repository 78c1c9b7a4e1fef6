import type { Outcome } from '../module/index.ts'
import { conclude } from './conclude.ts'
import { type Change, changesAfter, changesAfterHandler } from './marks.ts'
import { hasEnded, type Item, type Job, type Work } from './work.ts'

/** How an item ended: `raw` as the host or module said, `outcome` after the task's own conditions. */
export interface ItemEnd {
  readonly work: Work
  readonly item: Item
  readonly outcome: Outcome
  readonly raw: Outcome
  readonly milliseconds: number
}

/** Takes in the end of an item, and with the last one the end of its task. Returns what is left to be written on hosts. */
export function accept(end: ItemEnd): readonly Change[] {
  const { work, item, outcome } = end
  const { host, order, looped } = work
  work.endings.push(outcome)
  if (looped) reportItem(end)
  takeFacts(work, outcome)
  if (outcome.kind === 'changed') order.course.handlers.notify(host.name, item.notifies)
  const changes = noticed(end)
  if (!hasEnded(work)) return changes
  conclude(work, end.milliseconds)
  return [...changes, ...answered(work)]
}

/** Facts of a module that reads the host were gathered; those of any other were set. */
function takeFacts({ host, order }: Work, outcome: Outcome): void {
  if (!('facts' in outcome) || !outcome.facts) return
  const gathered = order.task.module.kind === 'host'
  Object.assign(gathered ? host.facts : host.variables, outcome.facts)
}

function reportItem({ work, item, outcome }: ItemEnd): void {
  const { host, order } = work
  order.course.run.report({
    kind: 'itemFinished',
    task: order.info,
    host: host.name,
    ...(item.delegate === undefined ? {} : { delegate: item.delegate }),
    label: item.mask.label(item.label),
    outcome: item.mask.outcome(outcome),
  })
}

function noticed({ work, item, outcome, raw }: ItemEnd): readonly Change[] {
  if (item.job.kind === 'known' || item.notifies.length === 0) return []
  return changesAfter(work, {
    notifies: item.notifies,
    carried: raw.kind === 'changed' ? carriedBy(item.job) : [],
    changed: outcome.kind === 'changed',
    home: item.job.home,
  })
}

function carriedBy(job: Job): readonly string[] {
  return job.kind === 'script' ? (job.fragment.notifies ?? []) : []
}

/** A handler that did not fail has done what it was notified for. */
function answered(work: Work): readonly Change[] {
  const { host, items, order } = work
  if (!order.frame.handler || host.state !== 'active') return []
  const [job] = items.map(item => item.job)
  const settles = job?.kind === 'script' ? job.fragment.settles : undefined
  return changesAfterHandler(
    work,
    settles && job?.kind === 'script' ? { names: settles, session: job.seat.session } : undefined,
  )
}
