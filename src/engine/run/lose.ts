import type { Outcome } from '../module/index.ts'
import { leave } from './conclude.ts'
import type { Course } from './course.ts'
import { outcomeOfError } from './failures.ts'
import type { HostState } from './hosts.ts'
import { type Change, write } from './marks.ts'

/** Writes changes to the pending lists. A host that can't be told what is due is out: silence would lose a handler. */
export async function writeOrLose(
  course: Course,
  host: HostState,
  changes: readonly Change[],
): Promise<void> {
  try {
    await write(course, changes)
  } catch (error) {
    const outcome = outcomeOfError(error)
    course.run.report({ kind: 'warning', host: host.name, message: messageOf(changes, outcome) })
    course.run.score.count(host.name, outcome, false)
    leave(host, 'remember what is due', outcome)
  }
}

function messageOf(changes: readonly Change[], outcome: Outcome): string {
  const names = changes.flatMap(change => [...change.add, ...change.remove]).join(', ')
  const reason = 'reason' in outcome ? outcome.reason : ''
  return `its list of handlers that are due could not be written (${names}): ${reason}`
}
