import { setTimeout } from 'node:timers/promises'
import type { Outcome } from '../module/index.ts'
import { checkInterrupt, outcomeOfError } from './failures.ts'
import { numberOf } from './keywords.ts'
import type { Ending } from './send.ts'
import { isSettled, judge } from './verdict.ts'
import { type Item, mayRepeat, type Work } from './work.ts'

const RETRIES = 3
const DELAY = 5

/** Does an item once, or with `until` and `retries` as often as they say: n retries are n + 1 runs. */
export async function attempt(
  work: Work,
  item: Item,
  once: () => Promise<Ending>,
): Promise<Outcome> {
  const { task } = work.order
  if (!mayRepeat(task)) return judge(task, item, await once())
  try {
    return await repeat(work, item, once)
  } catch (error) {
    return outcomeOfError(error)
  }
}

async function repeat(work: Work, item: Item, once: () => Promise<Ending>): Promise<Outcome> {
  const { course, info, task } = work.order
  const { report, signal } = course.run
  const scope = item.scope()
  const retries = Math.floor(numberOf(task.retries, scope, 'retries') ?? RETRIES)
  const delay = numberOf(task.delay, scope, 'delay') ?? DELAY
  for (let run = 1; ; run++) {
    checkInterrupt(signal)
    const outcome = judge(task, item, await once())
    if (outcome.kind === 'unreachable') return outcome
    if (isSettled(task, item, outcome)) return counted(outcome, run)
    if (run > retries) return exhausted(counted(outcome, retries), retries)
    report({ kind: 'retrying', task: info, host: work.host.name, left: retries - run + 1 })
    await setTimeout(delay * 1000, undefined, { signal })
  }
}

function counted(outcome: Outcome, attempts: number): Outcome {
  return 'result' in outcome ? { ...outcome, result: { ...outcome.result, attempts } } : outcome
}

function exhausted(outcome: Outcome, retries: number): Outcome {
  if (outcome.kind === 'failed' || outcome.kind === 'unreachable') return outcome
  const reason = `the condition of until did not hold after ${retries + 1} runs`
  return { kind: 'failed', reason, result: outcome.result ?? {} }
}
