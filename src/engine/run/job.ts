import {
  type Arguments,
  exportsOf,
  fragmentOf,
  skippedOutcome,
  type Terms,
  taskContext,
} from '../compile/index.ts'
import type { HostModule, Script, TaskContext } from '../module/index.ts'
import { controllerJob } from './controller.ts'
import { delegatedSeat } from './delegate.ts'
import type { ItemOptions } from './item.ts'
import type { Seat } from './seat.ts'
import { type Job, mayRepeat, neverChanges } from './work.ts'

export interface JobOptions extends ItemOptions {
  readonly args: Arguments
  readonly notifies: readonly string[]
  readonly delegate: string | undefined
}

/** What is to be done for an item, compiled. Throws a Fault where the module refuses. */
export async function jobOf(options: JobOptions): Promise<Job> {
  const { module } = options.order.task
  const seat = delegatedSeat(options, options.delegate)
  const home = options.delegate === undefined ? seat : delegatedSeat(options, undefined)
  const temps: string[] = []
  const context = contextOf(options, temps)
  // The module thinks of its temporary files while it compiles: the list is read after that.
  const terms = termsOf(options, { seat, temps })
  return module.kind === 'host'
    ? scriptJob(module, { options, context, terms, seat, home })
    : controllerJob(module, { options, context, terms, seat, home })
}

/** Everything that a job is made of. */
export interface JobParts {
  readonly options: JobOptions
  readonly context: TaskContext
  readonly terms: Terms
  readonly seat: Seat
  readonly home: Seat
}

async function scriptJob(
  module: HostModule,
  { options, context, terms, seat, home }: JobParts,
): Promise<Job> {
  const script: Script = await module.compile(options.args.values, context)
  if (terms.check && script.skipInCheckMode !== undefined) {
    return { kind: 'known', outcome: skippedOutcome(script, script.skipInCheckMode) }
  }
  return { kind: 'script', seat, home, script, fragment: fragmentOf(script, terms) }
}

function contextOf({ order, host, scope, traits }: JobOptions, temps: string[]): TaskContext {
  const { course, task } = order
  return taskContext({
    task,
    host: host.name,
    scope,
    facts: host.facts,
    check: traits.check,
    diff: traits.diff,
    run: course.run.id,
    next: course.run.next,
    onTemp: path => temps.push(path),
  })
}

function termsOf(
  options: JobOptions,
  { seat, temps }: { seat: Seat; temps: readonly string[] },
): Terms {
  const { order, host, scope, traits, notifies } = options
  const own = seat.host === host.name
  return {
    check: traits.check,
    diff: traits.diff,
    exports: exportsOf(order.task.environment, scope),
    notifies: own && !neverChanges(order.task) ? notifies : [],
    settles: own ? settlesOf(options, seat) : [],
    ignoreErrors: traits.ignoreErrors,
    timeout: traits.timeout,
    temps,
  }
}

/** What a handler takes off the host's pending list by succeeding, where its fragment alone decides whether it has. */
function settlesOf({ order, host }: JobOptions, seat: Seat): readonly string[] {
  const { course, frame, task } = order
  const decides = task.loop === undefined && task.failedWhen.length === 0 && !mayRepeat(task)
  if (!frame.handler || !decides) return []
  const names = course.handlers.lastOf(host.name, task)
  return names.filter(name => host.marks.get(name)?.has(seat.session))
}
