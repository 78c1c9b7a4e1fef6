import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import { argumentsOf, reasonOf } from '../compile/index.ts'
import type { Layer } from '../inventory/index.ts'
import type { Outcome } from '../module/index.ts'
import { createScope, render, type Scope, UndefinedFault } from '../values/index.ts'
import { hindrance } from './conditions.ts'
import type { HostState } from './hosts.ts'
import { jobOf } from './job.ts'
import { textOf } from './keywords.ts'
import { maskOf } from './mask.ts'
import { scopeOf } from './variables.ts'
import type { Item, Order, Traits } from './work.ts'

/** What all items of a task on one host have in common. */
export interface Base {
  readonly order: Order
  readonly host: HostState
  readonly traits: Traits
  readonly scope: Scope
}

export interface ItemOptions extends Base {
  readonly layer?: Layer
  readonly fields?: Readonly<Record<string, unknown>>
  readonly label?: string
}

/** One turn of a task on one host. What is wrong with it is how it ends. */
export async function itemOf(options: ItemOptions): Promise<Item> {
  const { order, scope, traits, fields = {}, label = '' } = options
  const blank = {
    fields,
    label,
    scope: () => laterScope(options),
    notifies: [],
    delegate: undefined,
  }
  let secrets: readonly string[] = []
  try {
    const reason = hindrance(order.task, scope)
    if (reason !== undefined) return { ...blank, ...skipped(reason, traits) }
    const notifies = notifiesOf(order, scope)
    const delegate = delegateOf(options)
    const args = argumentsOf(order.task, scope)
    secrets = args.secrets
    const job = await jobOf({ ...options, args, notifies, delegate })
    return { ...blank, notifies, delegate, job, mask: maskOf(traits.noLog, args.secrets) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { ...blank, ...faulty(error, traits, secrets) }
  }
}

/** An item whose end is known without any variables. */
export function knownItem(outcome: Outcome, noLog: boolean): Item {
  return {
    fields: {},
    label: '',
    scope: () => createScope([]),
    mask: maskOf(noLog, []),
    notifies: [],
    delegate: undefined,
    job: { kind: 'known', outcome },
  }
}

function laterScope({ order, host, layer }: ItemOptions): Scope {
  const { course, frame, task } = order
  const scope = scopeOf({ course, host, frame, step: task })
  return layer ? scope.with(layer) : scope
}

function skipped(reason: string, { noLog }: Traits): Pick<Item, 'job' | 'mask'> {
  return {
    job: { kind: 'known', outcome: { kind: 'skipped', reason } },
    mask: maskOf(noLog, []),
  }
}

/** What is undefined is a name, and a name is no secret. */
function faulty(
  fault: Fault,
  { noLog }: Traits,
  secrets: readonly string[],
): Pick<Item, 'job' | 'mask'> {
  return {
    job: { kind: 'known', outcome: { kind: 'failed', reason: reasonOf(fault), result: {} } },
    mask: maskOf(noLog && !(fault instanceof UndefinedFault), secrets),
  }
}

/** Names and topics, each of which has an answer: one that hasn't is found before anything is changed. */
function notifiesOf({ course, task }: Order, scope: Scope): readonly string[] {
  return task.notify.flatMap(located => {
    const names = [render(located, scope)].flat().map(String)
    for (const name of names) course.handlers.check(name, placeOf(located))
    return names
  })
}

function delegateOf({ order, host, scope }: ItemOptions): string | undefined {
  const name = textOf(order.task.delegateTo, scope, 'delegate_to')
  return name === host.name ? undefined : name
}
