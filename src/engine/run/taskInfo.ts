import { Fault } from '../../base/fault.ts'
import type { TaskInfo } from '../module/index.ts'
import type { Include, Meta, Task } from '../playbook/index.ts'
import { PendingVariable, render } from '../values/index.ts'
import type { Course, Frame } from './course.ts'
import type { HostState } from './hosts.ts'
import { scopeOf } from './variables.ts'

/** Where a name is to be read. */
interface Reader {
  readonly host: HostState
  readonly frame: Frame
}

/** A step as reporters know it. Its name is rendered for the first host, and left as written where that can't be done. */
export function taskInfo(course: Course, step: Task | Include | Meta, reader: Reader): TaskInfo {
  const module = moduleOf(step)
  const name = step.kind === 'meta' ? module : nameOf(course, step, reader)
  return {
    id: course.run.next(),
    name: step.role ? `${step.role.name} : ${name}` : name,
    module,
    place: step.place,
    handler: reader.frame.handler,
  }
}

function moduleOf(step: Task | Include | Meta): string {
  if (step.kind === 'task') return step.module.name
  return step.kind === 'meta' ? 'meta' : `include_${step.what.kind}`
}

function nameOf(course: Course, step: Task | Include, { host, frame }: Reader): string {
  if (!step.name.value.includes('{{')) return step.name.value
  try {
    return String(render(step.name, scopeOf({ course, host, frame, step, ahead: true })))
  } catch (error) {
    if (error instanceof Fault || error instanceof PendingVariable) return step.name.value
    throw error
  }
}
