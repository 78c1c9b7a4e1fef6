import type { ControllerModule, Outcome } from '../module/index.ts'
import { delegatedSeat } from './delegate.ts'
import { outcomeOfError } from './failures.ts'
import type { JobParts } from './job.ts'
import { remoteOf } from './remote.ts'
import type { Job } from './work.ts'

/** A task that is done here, with its host (or its delegate) within reach. */
export function controllerJob(module: ControllerModule, parts: JobParts): Job {
  const { options, context, terms, seat, home } = parts
  const { course, host } = { ...options.order, ...options }
  return {
    kind: 'controller',
    seat,
    home,
    async run(signal) {
      const bounded = boundedBy(signal, terms.timeout)
      const reach = { course, host, terms, signal: bounded }
      const remote = remoteOf({ ...reach, seat })
      const elsewhere = { ...terms, notifies: [] }
      try {
        const outcome = await module.run(options.args.values, {
          ...context,
          signal: bounded,
          remote,
          remoteOf: name =>
            remoteOf({ ...reach, seat: delegatedSeat(options, name), terms: elsewhere }),
        })
        return context.diff ? outcome : withoutDifferences(outcome)
      } catch (error) {
        signal.throwIfAborted()
        if (bounded.aborted) {
          return { kind: 'failed', reason: `timed out after ${terms.timeout} s`, result: {} }
        }
        return outcomeOfError(error)
      }
    },
  }
}

/** Differences are for those who asked to see them. */
function withoutDifferences(outcome: Outcome): Outcome {
  if (!('differences' in outcome)) return outcome
  const { differences: _, ...rest } = outcome
  return rest
}

function boundedBy(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  return seconds === undefined
    ? signal
    : AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
}
