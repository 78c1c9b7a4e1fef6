import { UnreachableFault } from '../../base/fault.ts'
import type { Outcome } from '../module/index.ts'
import type { Course } from './course.ts'
import { outcomeOfError } from './failures.ts'
import { type Ending, send } from './send.ts'
import { type Item, type Job, mayRepeat, type Work } from './work.ts'

/** One item in the queue of a host. */
export interface Entry {
  readonly work: Work
  readonly item: Item
}

type ScriptEntry = Entry & { readonly job: Job & { kind: 'script' } }

/** The entries from the front that go in one batch: scripts for the seat of the first, and what needs no host between them. */
export function batchFrom(queue: readonly Entry[], first: ScriptEntry): readonly Entry[] {
  const { seat } = first.job
  const failing =
    !first.work.traits.ignoreErrors && first.work.endings.some(({ kind }) => kind === 'failed')
  const end = queue.findIndex(({ item: { job }, work }, index) => {
    if (index === 0) return false
    // After a failed item the rest of the loop still runs, but nothing behind it.
    if (failing && work !== first.work) return true
    if (job.kind === 'known') return false
    if (job.kind === 'controller' || mayRepeat(work.order.task)) return true
    return job.seat.host !== seat.host || job.seat.session !== seat.session
  })
  return end < 0 ? queue : queue.slice(0, end)
}

/** An entry whose job is a script. */
export function scriptEntry(entry: Entry): ScriptEntry | undefined {
  const { job } = entry.item
  return job.kind === 'script' ? { ...entry, job } : undefined
}

/**
 * Sends the scripts of a batch and hands on how each entry ends, in order. Resolves to how many entries have ended:
 * fewer than all when one failed or the host was lost.
 */
export async function runBatch(
  { run }: Course,
  batch: readonly Entry[],
  end: (entry: Entry, ending: Ending) => void,
): Promise<number> {
  const scripts = batch.flatMap((entry, at) => {
    const script = scriptEntry(entry)
    return script ? [{ ...script, at }] : []
  })
  let ended = 0
  let answered = 0
  const take = (ending: Ending): void => {
    const at = scripts[answered]?.at ?? batch.length
    for (const entry of batch.slice(ended, at)) endKnown(entry, end)
    const entry = batch[at]
    if (entry?.work.host.state === 'active') end(entry, ending)
    ended = at + 1
    answered++
  }
  const jobs = scripts.map(script => script.job)
  const [first] = jobs
  if (!first) return 0
  let sent = false
  try {
    const session = await run.connections.session(first.seat)
    sent = true
    await send(session, jobs, { accept: (_, ending) => take(ending), signal: run.signal })
    if (answered === 0) take({ outcome: SILENT, applied: false })
  } catch (error) {
    if (error instanceof UnreachableFault) run.connections.drop(first.seat)
    const behind = sent ? tasksBehind(scripts, answered) : 0
    take({ outcome: lost(outcomeOfError(error), behind), applied: false })
  }
  return ended
}

const SILENT: Outcome = { kind: 'unreachable', reason: 'the session ended without an answer' }

function endKnown(entry: Entry, end: (entry: Entry, ending: Ending) => void): void {
  const { job } = entry.item
  if (job.kind === 'known') end(entry, { outcome: job.outcome, applied: false })
}

function tasksBehind(scripts: readonly Entry[], index: number): number {
  const works = new Set(scripts.slice(index).map(script => script.work))
  return Math.max(0, works.size - 1)
}

/** Which task was running is where this is reported; what is left to say is what nobody knows. */
function lost(outcome: Outcome, behind: number): Outcome {
  if (outcome.kind !== 'unreachable' || behind === 0) return outcome
  const tasks = behind === 1 ? 'the task' : `the ${behind} tasks`
  const reason = `${outcome.reason}; lost during this task: whether ${tasks} sent along behind it ran is unknown`
  return { ...outcome, reason }
}
