import type { ControllerModule } from '../module/index.ts'
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
      const remote = remoteOf({ course, host, seat, terms, signal: bounded })
      try {
        return await module.run(options.args.values, { ...context, signal: bounded, remote })
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

function boundedBy(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  return seconds === undefined
    ? signal
    : AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)])
}
