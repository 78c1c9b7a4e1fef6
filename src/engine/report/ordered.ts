import type { Event, Report, TaskInfo } from '../module/index.ts'

interface Entry {
  /** Undefined for an event that belongs to no task. */
  readonly task: TaskInfo | undefined
  readonly events: Event[]
  ended: boolean
}

/**
 * Hosts may run ahead of each other, people read one task after the other: hands events on so that all of one task
 * come together, in the order in which the tasks were started. What belongs to the foremost task is handed on at once.
 */
export function ordered(report: Report): Report {
  const queue: Entry[] = []

  function settle(): void {
    for (let head = queue[0]; head; head = queue[0]) {
      for (const event of head.events.splice(0)) report(event)
      if (!head.ended) return
      queue.shift()
    }
  }

  return function inOrder(event) {
    const task = 'task' in event ? event.task : undefined
    const open = task && queue.find(entry => entry.task?.id === task.id && !entry.ended)
    if (open) {
      open.events.push(event)
      open.ended = event.kind === 'taskEnded'
    } else {
      queue.push({ task, events: [event], ended: event.kind !== 'taskStarted' })
    }
    settle()
  }
}
