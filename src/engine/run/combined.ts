import type { Outcome, Result } from '../module/index.ts'
import { registered } from './registered.ts'
import type { Item } from './work.ts'

/** The outcome of a loop from those of its items. */
export function combined(items: readonly Item[], endings: readonly Outcome[]): Outcome {
  const gone = endings.find(ending => ending.kind === 'unreachable')
  if (gone) return gone
  const result = {
    results: endings.map((ending, index) => ({
      ...registered(ending),
      ...items[index]?.fields,
    })),
    changed: endings.some(ending => ending.kind === 'changed'),
  }
  const failed = endings.filter(ending => ending.kind === 'failed')
  if (failed.length > 0) return allFailed(failed, endings.length, result)
  if (endings.every(ending => ending.kind === 'skipped')) {
    return { kind: 'skipped', reason: 'all items skipped', result }
  }
  return {
    kind: result.changed ? 'changed' : 'ok',
    result: { ...result, msg: 'All items completed' },
  }
}

function allFailed(
  failed: readonly (Outcome & { kind: 'failed' })[],
  count: number,
  result: Result,
): Outcome {
  const first = failed[0]?.reason ?? ''
  const reason = `${failed.length} of ${count} items failed: ${first}`
  return { kind: 'failed', reason, result: { ...result, msg: 'One or more items failed' } }
}
