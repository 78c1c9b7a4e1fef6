import { UnreachableFault } from '../../base/fault.ts'
import type { Outcome } from '../module/index.ts'
import { accept } from './accept.ts'
import { attempt } from './attempt.ts'
import { batchFrom, type Entry, runBatch, scriptEntry } from './batch.ts'
import type { Course } from './course.ts'
import { checkInterrupt } from './failures.ts'
import { writeOrLose } from './lose.ts'
import type { Change } from './marks.ts'
import type { Ending } from './send.ts'
import { judge } from './verdict.ts'
import { hasEnded, mayRepeat, type Work } from './work.ts'

/** One host's way through a queue of items. */
interface Pass {
  readonly course: Course
  /** What is still to be written to pending lists. */
  changes: readonly Change[]
  /** When the task now under way began. */
  since: number
}

/** Does tasks of one host in order, as many at a time in one batch as may be. Stops where the host leaves the play. */
export async function execute(works: readonly Work[]): Promise<void> {
  const [first] = works
  if (!first) return
  const { host, order } = first
  const pass: Pass = { course: order.course, changes: [], since: performance.now() }
  let queue: readonly Entry[] = works.flatMap(work => work.items.map(item => ({ work, item })))
  while (queue.length > 0 && host.state === 'active') {
    checkInterrupt(order.course.run.signal)
    const ended = await advance(pass, queue)
    queue = queue.slice(ended).filter(({ work }) => !hasEnded(work))
    await writeOrLose(pass.course, host, pass.changes)
    pass.changes = []
  }
}

/** Does one or more entries from the front, and says how many. */
async function advance(pass: Pass, queue: readonly Entry[]): Promise<number> {
  const [entry] = queue
  if (!entry) return 0
  const { job } = entry.item
  const repeats = mayRepeat(entry.work.order.task)
  const script = repeats ? undefined : scriptEntry(entry)
  if (script) {
    return runBatch(pass.course, batchFrom(queue, script), (one, ending) =>
      end(pass, one, judge(one.work.order.task, one.item, ending), ending.outcome),
    )
  }
  if (job.kind === 'known') end(pass, entry, job.outcome, job.outcome)
  else await alone(pass, entry)
  return 1
}

/** An item that may be run again, or that is done here. */
async function alone(pass: Pass, entry: Entry): Promise<void> {
  let raw: Outcome | undefined
  const outcome = await attempt(entry.work, entry.item, async () => {
    const ending = await once(pass, entry)
    raw = ending.outcome
    return ending
  })
  end(pass, entry, outcome, raw ?? outcome)
}

async function once({ course }: Pass, entry: Entry): Promise<Ending> {
  const { job } = entry.item
  let ending: Ending | undefined
  if (job.kind === 'controller') {
    ending = { outcome: await job.run(course.run.signal), applied: false }
  } else {
    await runBatch(course, [entry], (_, one) => {
      ending = one
    })
  }
  if (!ending) throw new UnreachableFault('the session ended without an answer')
  if (ending.outcome.kind === 'unreachable' && job.kind === 'controller') {
    course.run.connections.drop(job.seat)
  }
  return ending
}

function end(pass: Pass, { work, item }: Entry, outcome: Outcome, raw: Outcome): void {
  const now = performance.now()
  const changes = accept({ work, item, outcome, raw, milliseconds: now - pass.since })
  pass.changes = [...pass.changes, ...changes]
  if (hasEnded(work)) pass.since = now
}
