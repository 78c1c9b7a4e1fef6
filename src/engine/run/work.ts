import type { Located } from '../../base/yaml.ts'
import type { Outcome, TaskInfo } from '../module/index.ts'
import type { Task } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import type { Course, Frame } from './course.ts'
import type { HostState } from './hosts.ts'
import type { Mask } from './mask.ts'
import type { Seat } from './seat.ts'
import type { ScriptJob } from './send.ts'

/** A task that is to be done, whichever hosts do it. */
export interface Order {
  readonly course: Course
  readonly task: Task
  readonly info: TaskInfo
  readonly frame: Frame
}

/** What a task's keywords say for one host. */
export interface Traits {
  readonly check: boolean
  readonly diff: boolean
  readonly noLog: boolean
  readonly ignoreErrors: boolean
  readonly ignoreUnreachable: boolean
  readonly timeout: number | undefined
}

/** A task on one host, ready to be done: everything it depends on is known. */
export interface Work {
  readonly order: Order
  readonly host: HostState
  readonly traits: Traits
  readonly looped: boolean
  /** One for a task without a loop. */
  readonly items: readonly Item[]
  /** How the items ended so far. */
  readonly endings: Outcome[]
}

export interface Item {
  /** What the loop adds to the variables, as it is added to the result. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly label: string
  /** The variables as they are once the tasks before it have ended: what its own conditions see. */
  scope(): Scope
  readonly mask: Mask
  /** Handlers to notify when this changes something. */
  readonly notifies: readonly string[]
  readonly delegate: string | undefined
  readonly job: Job
}

/** `known`: how it ends needs no host. `controller`: done here, with a host within reach. */
export type Job =
  | { readonly kind: 'known'; readonly outcome: Outcome }
  | (Reach & ScriptJob & { readonly kind: 'script' })
  | (Reach & { readonly kind: 'controller'; run(signal: AbortSignal): Promise<Outcome> })

interface Reach {
  /** Where it is done. */
  readonly seat: Seat
  /** Where its own host remembers what is due; the same unless it is delegated. */
  readonly home: Seat
}

/** True when no further item of a task will run: all have, or the host is gone. */
export function hasEnded({ endings, items }: Work): boolean {
  return endings.length === items.length || endings.at(-1)?.kind === 'unreachable'
}

/** True for a task that never counts as changed, so that it never notifies. */
export function neverChanges({ changedWhen }: Task): boolean {
  return changedWhen.some(isFalse)
}

/** True for a task whose every run decides anew whether it is to be run again. */
export function mayRepeat(task: Task): boolean {
  return task.until.length > 0 || task.retries !== undefined
}

/** True where what follows depends on more of the task's end than that it did not fail. */
export function mustBeAwaited({ order: { task }, items }: Work): boolean {
  return (
    mayRepeat(task) ||
    task.failedWhen.length > 0 ||
    (task.changedWhen.length > 0 && !neverChanges(task)) ||
    items.some(({ job }) => job.kind === 'script' && job.script.facts !== undefined)
  )
}

function isFalse({ value }: Located): boolean {
  return value === false || value === 'false'
}
