import { isTemplate } from './fields.ts'
import type { Include, Included, Meta, Play, Step, Task } from './model.ts'

/** The tasks and includes of a play in order, literal includes followed by what they bring; without handlers. */
export function* tasksOf(play: Play): Generator<Task | Include> {
  for (const step of visits(play.sections.flat())) if (step.kind !== 'meta') yield step
}

/** The handlers of a play, and those that its literal includes bring. */
export function* handlersOf(play: Play): Generator<Task> {
  yield* play.handlers
  for (const step of visits(play.sections.flat()))
    if (step.kind === 'include') yield* included(step)?.handlers ?? []
}

/** Everything in a play that is run one day: tasks, includes and orders, then handlers. */
export function* walk(play: Play): Generator<Task | Include | Meta> {
  yield* visits(play.sections.flat())
  yield* handlersOf(play)
}

/** What an include brings, where its name needs no rendering. */
export function included(include: Include): Included | undefined {
  const { what } = include
  const name = what.kind === 'tasks' ? what.file : what.role
  const tasksFrom = what.kind === 'role' ? what.tasksFrom : undefined
  if (isTemplate(name.value) || isTemplate(tasksFrom?.value)) return undefined
  return include.load(name.value, tasksFrom?.value)
}

function* visits(steps: readonly Step[]): Generator<Task | Include | Meta> {
  for (const step of steps) {
    if (step.kind === 'block') yield* visits([...step.block, ...step.rescue, ...step.always])
    else yield step
    if (step.kind === 'include') yield* visits(included(step)?.steps ?? [])
  }
}
