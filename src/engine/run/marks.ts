import type { Course } from './course.ts'
import type { HostState } from './hosts.ts'
import type { Seat } from './seat.ts'
import type { Work } from './work.ts'

/** Names to be put on, or taken off, one session's pending list. */
export interface Change {
  readonly seat: Seat
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Notes that names stand on the pending list of a seat. */
export function mark(host: HostState, names: readonly string[], seat: Seat): void {
  for (const name of names) {
    const seats = host.marks.get(name) ?? new Map<string, Seat>()
    host.marks.set(name, seats.set(seat.session, seat))
  }
}

/** What an item's end leaves to be written: what it notified and no fragment wrote ahead, or what was written for nothing. */
export function changesAfter(
  { host, order, traits }: Work,
  { carried, changed, home, notifies }: Notice,
): readonly Change[] {
  if (traits.check) return []
  mark(host, carried, home)
  if (changed) {
    const missing = notifies.filter(name => !host.marks.has(name))
    mark(host, missing, home)
    return missing.length === 0 ? [] : [{ seat: home, add: missing, remove: [] }]
  }
  const idle = carried.filter(
    name => !order.course.handlers.isOpen(host.name, name) && !host.overdue.has(name),
  )
  for (const name of idle) host.marks.delete(name)
  return idle.length === 0 ? [] : [{ seat: home, add: [], remove: idle }]
}

/** How an item ended, as far as handlers are concerned. */
export interface Notice {
  readonly notifies: readonly string[]
  /** The names that its fragment wrote ahead, and did not take back. */
  readonly carried: readonly string[]
  readonly changed: boolean
  readonly home: Seat
}

/** What a handler's success leaves to be taken off, beside what its own fragment settled. */
export function changesAfterHandler(
  { host, order, traits }: Work,
  settled: { readonly names: readonly string[]; readonly session: string } | undefined,
): readonly Change[] {
  const { handlers } = order.course
  const names = handlers.lastOf(host.name, order.task)
  handlers.answered(host.name, order.task)
  if (traits.check) return []
  return names.flatMap(name => {
    const seats = [...(host.marks.get(name)?.values() ?? [])]
    host.marks.delete(name)
    return seats
      .filter(seat => !(settled?.session === seat.session && settled.names.includes(name)))
      .map(seat => ({ seat, add: [], remove: [name] }))
  })
}

/** Writes changes to the pending lists, one round trip a list. */
export async function write({ run }: Course, changes: readonly Change[]): Promise<void> {
  for (const { seat, add, remove } of merged(changes)) {
    const session = await run.connections.session(seat)
    await session.settle({
      ...(add.length === 0 ? {} : { add }),
      ...(remove.length === 0 ? {} : { remove }),
    })
  }
}

function merged(changes: readonly Change[]): readonly Change[] {
  const lists = new Map<string, Change>()
  for (const { seat, add, remove } of changes) {
    const key = `${seat.host} ${seat.session}`
    const known = lists.get(key)
    lists.set(key, {
      seat,
      add: [...(known?.add ?? []), ...add],
      remove: [...(known?.remove ?? []), ...remove],
    })
  }
  return [...lists.values()]
}
