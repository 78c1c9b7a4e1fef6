import { below, type Located } from '../../../base/yaml.ts'
import type { Include, Meta, Task } from '../../playbook/index.ts'
import { isMap } from '../member.ts'
import type { Kind } from '../names.ts'
import { type Source, sourceOf, sourceOfKey } from '../source.ts'

/** A text of a playbook, and how it is read. */
export interface Text {
  readonly source: Source
  readonly kind: Kind
}

/** The templates in a value, at any depth, keys included. */
export function* templatesIn(located: Located): Generator<Text> {
  const { value } = located
  if (typeof value === 'string') {
    yield { source: sourceOf({ ...located, value }), kind: 'template' }
  } else if (Array.isArray(value)) {
    for (const index of value.keys()) yield* templatesIn(below(located, index))
  } else if (isMap(value)) {
    for (const key of Object.keys(value)) {
      yield { source: sourceOfKey(located, key), kind: 'template' }
      yield* templatesIn(below(located, key))
    }
  }
}

/** The CEL expressions in a value: text, or a list of texts. */
export function* conditionsIn(located: Located): Generator<Text> {
  const { value } = located
  if (typeof value === 'string') {
    yield { source: sourceOf({ ...located, value }), kind: 'condition' }
  } else if (Array.isArray(value)) {
    for (const index of value.keys()) yield* conditionsIn(below(located, index))
  }
}

/** Every text of a step itself: not its vars, which are read only when something names them. */
export function* textsOf(step: Task | Include | Meta): Generator<Text> {
  for (const condition of step.when) yield* conditionsIn(condition)
  if (step.kind !== 'meta') yield* textsOfLoop(step)
  for (const keyword of [...keywordsOf(step), ...step.environment]) yield* templatesIn(keyword)
  if (step.kind === 'task') yield* textsOfTask(step)
  if (step.kind === 'include') yield* textsOfInclude(step)
}

function* textsOfLoop({ name, loop }: Task | Include): Generator<Text> {
  if (loop) yield* templatesIn(loop.items)
  if (loop?.label) yield* templatesIn(loop.label)
  yield* templatesIn(name)
}

function keywordsOf(step: Task | Include | Meta): readonly Located[] {
  return [
    step.become,
    step.becomeUser,
    step.becomeMethod,
    step.ignoreErrors,
    step.ignoreUnreachable,
    step.noLog,
    step.runOnce,
    step.delegateTo,
    step.checkMode,
    step.diff,
    step.anyErrorsFatal,
  ].filter(keyword => keyword !== undefined)
}

function* textsOfTask(task: Task): Generator<Text> {
  for (const name of Object.keys(task.args.value)) {
    const argument = below(task.args, name)
    const isExpression = task.module.expressions?.includes(name) === true
    yield* isExpression ? conditionsIn(argument) : templatesIn(argument)
    if (!isExpression) yield { source: sourceOfKey(task.args, name), kind: 'template' }
  }
  for (const value of [...task.notify, task.retries, task.delay, task.timeout]) {
    if (value) yield* templatesIn(value)
  }
  for (const condition of [...task.changedWhen, ...task.failedWhen, ...task.until]) {
    yield* conditionsIn(condition)
  }
}

function* textsOfInclude({ what }: Include): Generator<Text> {
  if (what.kind === 'tasks') return yield* templatesIn(what.file)
  yield* templatesIn(what.role)
  if (what.tasksFrom) yield* templatesIn(what.tasksFrom)
}
