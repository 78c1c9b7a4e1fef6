import type { TaskInfo } from '../module/index.ts'
import type { Task } from '../playbook/index.ts'
import { PendingVariable } from '../values/index.ts'
import type { Course, Frame } from './course.ts'
import { eachHost } from './each.ts'
import { execute } from './execute.ts'
import type { HostState } from './hosts.ts'
import { prepare, type Surroundings } from './prepare.ts'
import { taskInfo } from './taskInfo.ts'
import { mustBeAwaited, type Work } from './work.ts'

/** Where a stretch of tasks is done. */
export interface Ground {
  readonly course: Course
  readonly hosts: readonly HostState[]
  readonly frame: Frame
}

/**
 * Does consecutive tasks on hosts, each host at its own pace and as many tasks in one batch as may be.
 * A host that asks for another's variables waits until all have come as far.
 */
export async function runStretch(ground: Ground, tasks: readonly Task[]): Promise<void> {
  if (ground.hosts.length > 0) await new Stretch(ground, tasks).run()
}

class Stretch {
  readonly #ground: Ground
  readonly #tasks: readonly Task[]
  readonly #infos: readonly TaskInfo[]
  /** The task that a host does next. */
  readonly #next = new Map<HostState, number>()
  /** Hosts from which a task's end is still to come. */
  readonly #missing: number[]

  constructor(ground: Ground, tasks: readonly Task[]) {
    const { course, frame, hosts } = ground
    const [first] = hosts
    this.#ground = ground
    this.#tasks = tasks
    this.#infos = first ? tasks.map(task => taskInfo(course, task, { host: first, frame })) : []
    this.#missing = tasks.map(() => hosts.length)
  }

  async run(): Promise<void> {
    const { course, hosts } = this.#ground
    const names = hosts.map(host => host.name)
    for (const task of this.#infos) course.run.report({ kind: 'taskStarted', task, hosts: names })
    try {
      await this.#advanceAll()
    } finally {
      // Interrupted or broken off: nobody need wait for the hosts that have not come so far.
      for (const host of hosts) this.#reach(host, this.#tasks.length)
    }
  }

  async #advanceAll(): Promise<void> {
    const { course, hosts } = this.#ground
    let going = hosts
    let open = this.#tasks.length === 1 || hosts.length === 1 ? 0 : -1
    while (going.length > 0) {
      const together = open
      await eachHost(course.run, going, host => this.#advance(host, together))
      const waiting = hosts.filter(host => this.#at(host) < this.#tasks.length)
      open = Math.min(...waiting.map(host => this.#at(host)))
      going = waiting.filter(host => this.#at(host) === open)
    }
  }

  /** Takes one host as far as it can go. `open`: the task that all hosts have reached, which may look at others. */
  async #advance(host: HostState, open: number): Promise<void> {
    while (this.#at(host) < this.#tasks.length) {
      const batch = await this.#gather(host, open)
      if (batch.length === 0) return
      await execute(batch)
      const isIn = host.state === 'active'
      this.#reach(host, isIn ? this.#at(host) + batch.length : this.#tasks.length)
    }
  }

  /** The tasks from the host's next one on of which everything is known. None: it has to wait for other hosts. */
  async #gather(host: HostState, open: number): Promise<readonly Work[]> {
    const batch: Work[] = []
    const pending = new Set<string>()
    for (let index = this.#at(host); index < this.#tasks.length; index++) {
      const work = await this.#prepared(host, index, { pending, ahead: this.#isAhead(index, open) })
      if (!work) break
      batch.push(work)
      if (mustBeAwaited(work)) break
      const { register } = work.order.task
      if (register !== undefined) pending.add(register)
    }
    return batch
  }

  #isAhead(index: number, open: number): boolean {
    return index !== open && this.#ground.hosts.length > 1
  }

  async #prepared(
    host: HostState,
    index: number,
    around: Surroundings & { readonly pending: ReadonlySet<string> },
  ): Promise<Work | undefined> {
    const { course, frame } = this.#ground
    const [task, info] = [this.#tasks[index], this.#infos[index]]
    if (!task || !info) return undefined
    try {
      return await prepare({ course, frame, task, info }, host, around)
    } catch (error) {
      if (error instanceof PendingVariable && (around.ahead || around.pending.size > 0)) {
        return undefined
      }
      throw error
    }
  }

  #at(host: HostState): number {
    return this.#next.get(host) ?? 0
  }

  #reach(host: HostState, next: number): void {
    const { report } = this.#ground.course.run
    for (let index = this.#at(host); index < next; index++) {
      const missing = (this.#missing[index] ?? 0) - 1
      this.#missing[index] = missing
      const task = this.#infos[index]
      if (task && missing === 0) report({ kind: 'taskEnded', task })
    }
    this.#next.set(host, next)
  }
}
