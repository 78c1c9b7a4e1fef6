import type { Place } from '../../base/fault.ts'
import type { Outcome } from './outcome.ts'

/** What a reporter may know of a task. */
export interface TaskInfo {
  /** Unique in the run. */
  readonly id: number
  /** As shown: `role : name`, or the module's name. */
  readonly name: string
  readonly module: string
  readonly place?: Place
  readonly handler: boolean
}

/** Counts for one host, as in Ansible's recap. */
export interface Counts {
  readonly ok: number
  readonly changed: number
  readonly unreachable: number
  readonly failed: number
  readonly skipped: number
  readonly rescued: number
  readonly ignored: number
}

export type Recap = Readonly<Record<string, Counts>>

/** What happened, in the order it happened. Secrets are masked before an event is made. */
export type Event =
  | {
      readonly kind: 'runStarted'
      readonly run: string
      readonly playbook: string
      readonly check: boolean
    }
  | { readonly kind: 'playStarted'; readonly name: string; readonly hosts: readonly string[] }
  /** Tasks that may run ahead are all started together; their results come host by host. */
  | { readonly kind: 'taskStarted'; readonly task: TaskInfo; readonly hosts: readonly string[] }
  | {
      readonly kind: 'itemFinished'
      readonly task: TaskInfo
      readonly host: string
      readonly delegate?: string
      readonly label: string
      readonly outcome: Outcome
    }
  | {
      readonly kind: 'retrying'
      readonly task: TaskInfo
      readonly host: string
      readonly left: number
    }
  | {
      readonly kind: 'taskFinished'
      readonly task: TaskInfo
      readonly host: string
      readonly delegate?: string
      readonly outcome: Outcome
      /** The failure was ignored: `...ignoring`. */
      readonly ignored: boolean
      /** For a loop, whose items were reported one by one. */
      readonly loop: boolean
      readonly milliseconds: number
    }
  /** No further result of this task will come. */
  | { readonly kind: 'taskEnded'; readonly task: TaskInfo }
  | {
      readonly kind: 'included'
      readonly file: string
      readonly hosts: readonly string[]
      readonly label?: string
    }
  | { readonly kind: 'noHostsLeft' }
  | {
      readonly kind: 'warning'
      readonly message: string
      readonly host?: string
      readonly place?: Place
    }
  | {
      readonly kind: 'runEnded'
      readonly recap: Recap
      readonly interrupted: boolean
      readonly milliseconds: number
    }

/** Takes events; must not throw. */
export type Report = (event: Event) => void
