import {
  type Include,
  type Included,
  included,
  type Playbook,
  type Step,
  type Task,
} from '../../playbook/index.ts'

/** What stands behind the includes of a playbook whose names are literal. Each is loaded once. */
export interface Includes {
  /** Undefined when its name is a template: what it brings is known at run time only. */
  of(include: Include): Included | undefined
}

/** Loads includes as they are asked for. Throws the fault of one that can't be loaded, and of recursion. */
export function literalIncludes(): Includes {
  const loaded = new Map<Include, Included | undefined>()
  return {
    of(include) {
      if (!loaded.has(include)) loaded.set(include, included(include))
      return loaded.get(include)
    },
  }
}

/** Every task and include of a playbook, handlers and what is included too. */
export function* stepsIn(playbook: Playbook, includes: Includes): Generator<Task | Include> {
  for (const { sections, handlers } of playbook.plays) {
    for (const section of sections) yield* stepsBelow(section, includes)
    yield* handlers
  }
}

function* stepsBelow(steps: readonly Step[], includes: Includes): Generator<Task | Include> {
  for (const step of steps) {
    if (step.kind === 'block') {
      yield* stepsBelow([...step.block, ...step.rescue, ...step.always], includes)
    } else if (step.kind !== 'meta') yield step
    const more = step.kind === 'include' ? includes.of(step) : undefined
    if (more) yield* stepsBelow([...more.steps, ...more.handlers], includes)
  }
}
