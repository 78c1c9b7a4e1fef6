import type { Outcome, Result } from '../module/index.ts'

/** An outcome as a play sees it under `register`. */
export function registered(outcome: Outcome): Result {
  switch (outcome.kind) {
    case 'ok':
    case 'changed':
      return { ...outcome.result, changed: outcome.kind === 'changed', failed: false }
    case 'failed':
      return { changed: false, msg: outcome.reason, ...outcome.result, failed: true }
    case 'skipped':
      return {
        ...outcome.result,
        changed: false,
        failed: false,
        skipped: true,
        skip_reason: outcome.reason,
      }
    case 'unreachable':
      return { changed: false, failed: false, unreachable: true, msg: outcome.reason }
    default:
      return outcome satisfies never
  }
}
