import { Fault } from '../../base/fault.ts'
import { reasonOf } from '../compile/index.ts'
import type { Outcome } from '../module/index.ts'
import type { Loop } from '../playbook/index.ts'
import { type Scope, UndefinedFault } from '../values/index.ts'
import { hindrance } from './conditions.ts'
import type { HostState } from './hosts.ts'
import { type Base, itemOf, knownItem } from './item.ts'
import { type Turn, turnsOf } from './loop.ts'
import { PLAIN, traitsOf } from './traits.ts'
import { scopeOf } from './variables.ts'
import type { Item, Order, Work } from './work.ts'

/** What is under way around a task while it is prepared. */
export interface Surroundings {
  /** Names that tasks before it are going to register. */
  readonly pending?: ReadonlySet<string>
  /** Other hosts may be behind. */
  readonly ahead?: boolean
}

/**
 * Renders and compiles a task for a host. What is wrong with it is its outcome there.
 * Throws PendingVariable when it depends on something that is not known yet.
 */
export async function prepare(
  order: Order,
  host: HostState,
  surroundings: Surroundings = {},
): Promise<Work> {
  const { course, frame, task } = order
  let traits = PLAIN
  try {
    const scope = scopeOf({ course, host, frame, step: task, ...surroundings })
    traits = traitsOf(task, scope, course.run.options)
    const base = { order, host, traits, scope }
    if (task.loop) return await loopWork(base, task.loop)
    return { ...base, looped: false, items: [await itemOf(base)], endings: [] }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const outcome: Outcome = { kind: 'failed', reason: reasonOf(error), result: {} }
    // What is undefined is a name, and a name is no secret.
    const noLog = traits.noLog && !(error instanceof UndefinedFault)
    return { order, host, traits, looped: false, items: [knownItem(outcome, noLog)], endings: [] }
  }
}

const EMPTY = { results: [], skipped_reason: 'No items in the list' }

async function loopWork(base: Base, loop: Loop): Promise<Work> {
  const turns = turnsOrSkip(base, loop)
  if (typeof turns === 'string') {
    const outcome: Outcome = { kind: 'skipped', reason: turns }
    return { ...base, looped: false, items: [knownItem(outcome, false)], endings: [] }
  }
  if (turns.length === 0) {
    const outcome: Outcome = { kind: 'skipped', reason: 'no items in the list', result: EMPTY }
    return { ...base, looped: false, items: [knownItem(outcome, false)], endings: [] }
  }
  const items: Item[] = []
  for (const turn of turns) items.push(await itemOf({ ...base, ...turn }))
  return { ...base, looped: true, items, endings: [] }
}

/** A list that can't be built is no failure where the task would be skipped anyway: then why it is. */
function turnsOrSkip({ order, scope }: Base, loop: Loop): readonly Turn[] | string {
  try {
    return turnsOf(loop, scope)
  } catch (error) {
    if (!(error instanceof UndefinedFault)) throw error
    const reason = skipReason(order, scope)
    if (reason === undefined) throw error
    return reason
  }
}

function skipReason({ task }: Order, scope: Scope): string | undefined {
  try {
    return hindrance(task, scope)
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}
