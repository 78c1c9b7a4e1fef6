import type { ItemOptions } from './item.ts'
import { type Seat, seatOf } from './seat.ts'
import { scopeOf } from './variables.ts'

/** Where a task works: on its own host, or on a delegate, whose connection it takes while its variables stay the host's. */
export function delegatedSeat(
  { order, host, scope }: ItemOptions,
  delegate: string | undefined,
): Seat {
  const { course, frame, task } = order
  if (delegate === undefined) {
    return seatOf(course, task, { scope, target: host, targetScope: scope })
  }
  const target = course.run.fleet.at(delegate)
  const step = { role: task.role, vars: [] }
  return seatOf(course, task, {
    scope,
    target,
    targetScope: scopeOf({ course, host: target, frame, step }),
  })
}
