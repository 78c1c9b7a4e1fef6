import { applyOnly, outcomeOf } from '../compile/index.ts'
import type { Fragment, FragmentResult, Outcome, Script, Session } from '../module/index.ts'

/** A script and the form in which a session takes it. */
export interface ScriptJob {
  readonly script: Script
  readonly fragment: Fragment
}

/** How a job ended. */
export interface Ending {
  readonly outcome: Outcome
  /** `apply` ran: whatever the outcome is called in the end, the host was touched. */
  readonly applied: boolean
}

/** The exit status of a fragment that was ended from outside. */
const KILLED = 137

type Accept = (index: number, ending: Ending) => void

/**
 * Sends scripts as one batch, and the bytes that some turn out to want. Reports each script as it ends.
 * Resolves behind the last one, or behind the first failure that isn't ignored.
 */
export async function send(
  session: Session,
  jobs: readonly ScriptJob[],
  { accept, signal }: { accept: Accept; signal: AbortSignal },
): Promise<void> {
  let first = 0
  let checked: FragmentResult | undefined
  while (first < jobs.length) {
    const round = await sendOnce(session, jobs.slice(first), checked, signal, (index, ending) =>
      accept(first + index, ending),
    )
    if (round.wants === undefined) return
    first += round.ended
    checked = round.wants
    const job = jobs[first]
    const failure = job && (await deliver(session, job, checked, signal))
    if (!failure) continue
    accept(first, failure)
    if (!job.fragment.ignoreErrors) return
    first++
    checked = undefined
  }
}

interface Round {
  readonly ended: number
  /** The check of the script behind the ended ones, whose bytes are to be sent. */
  readonly wants?: FragmentResult
}

/** `checked`: the first script's check has run before, and its bytes have arrived. */
async function sendOnce(
  session: Session,
  jobs: readonly ScriptJob[],
  checked: FragmentResult | undefined,
  signal: AbortSignal,
  accept: Accept,
): Promise<Round> {
  let ended = 0
  let wants: FragmentResult | undefined
  const fragments = jobs.map(({ fragment }, index) =>
    index === 0 && checked ? applyOnly(fragment) : fragment,
  )
  await session.run(
    fragments,
    (index, result) => {
      const job = jobs[index]
      if (result.phase === 'wants') wants = result
      else if (job) {
        ended = index + 1
        accept(index, endingOf(job, index === 0 ? { ...checked, ...result } : result))
      }
    },
    signal,
  )
  return wants ? { ended, wants } : { ended }
}

function endingOf({ fragment, script }: ScriptJob, result: FragmentResult): Ending {
  const outcome = outcomeOf(script, result)
  const applied = result.apply !== undefined
  const isLate = outcome.kind === 'failed' && result.rc === KILLED && fragment.timeout !== undefined
  if (!isLate) return { outcome, applied }
  return { outcome: { ...outcome, reason: `timed out after ${fragment.timeout} s` }, applied }
}

/** Sends a script's bytes, if it has any to send. An ending means that they did not arrive. */
async function deliver(
  session: Session,
  { script }: ScriptJob,
  checked: FragmentResult,
  signal: AbortSignal,
): Promise<Ending | undefined> {
  const payload = checked.check && script.payload?.(checked.check)
  if (!payload) return undefined
  const { rc, output } = await session.receive(payload.receive, payload.open(), signal)
  if (rc === 0) return undefined
  const result: FragmentResult = { ...checked, phase: 'failed', rc, apply: output }
  return { outcome: outcomeOf(script, result), applied: false }
}
