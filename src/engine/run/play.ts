import { Fault } from '../../base/fault.ts'
import type { Play, Task } from '../playbook/index.ts'
import { createScope, render } from '../values/index.ts'
import { type Course, OUTERMOST, type Run } from './course.ts'
import { flushSection } from './flush.ts'
import { gather } from './gather.ts'
import { Handlers } from './handlers.ts'
import { active, type HostState } from './hosts.ts'
import { batchesOf } from './serial.ts'
import { walk } from './walk.ts'

/** Runs a play, batch by batch. Resolves to false when a batch failed whole: then nothing further is run. */
export async function runPlay(
  run: Run,
  play: Play,
  targets: readonly HostState[],
): Promise<boolean> {
  for (const host of targets) if (host.state === 'ended') host.state = 'active'
  const all = active(targets)
  if (all.length === 0) run.report({ kind: 'playStarted', name: play.name, hosts: [] })
  for (const hosts of batchesOf(all, play.serial)) {
    const batch = active(hosts)
    if (batch.length > 0 && !(await runBatch(run, play, { all, batch }))) return false
  }
  return true
}

async function runBatch(
  run: Run,
  play: Play,
  { all, batch }: Pick<Course, 'all' | 'batch'>,
): Promise<boolean> {
  run.report({ kind: 'playStarted', name: play.name, hosts: batch.map(host => host.name) })
  const handlers = new Handlers(play.handlers, nameReader(run, play))
  const course: Course = { run, play, all, batch, handlers, varsFiles: new Map() }
  await gather(course)
  for (const section of play.sections) {
    await walk({ course, hosts: batch, frame: OUTERMOST }, section)
    await flushSection(course)
  }
  const isLost = batch.every(({ state }) => state === 'failed' || state === 'unreachable')
  if (isLost) run.report({ kind: 'noHostsLeft' })
  return !isLost
}

/** Handlers are looked up by name before there is a host: their names know the play's variables alone. */
function nameReader({ options }: Run, play: Play): (task: Task) => string {
  const names = new Map<number, string>()
  return function nameOf(task) {
    const known = names.get(task.id)
    if (known !== undefined) return known
    const name = task.name.value.includes('{{') ? rendered(task) : task.name.value
    names.set(task.id, name)
    return name
  }

  function rendered({ name, role }: Task): string {
    const vars = [...(role?.defaults ?? []), play.vars, ...(role?.vars ?? [])]
    const layers = vars.map(one => ({ name: 'handler name', vars: one }))
    try {
      return String(render(name, createScope([...layers, ...(options.extraVars ?? [])])))
    } catch (error) {
      if (error instanceof Fault) return name.value
      throw error
    }
  }
}
