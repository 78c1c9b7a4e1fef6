import { type Step, selectsTags, type Task } from '../playbook/index.ts'
import { runBlock } from './block.ts'
import { active, fall } from './hosts.ts'
import { runInclude } from './include.ts'
import { runMeta } from './meta.ts'
import type { Ground } from './stretch.ts'
import { runStretch } from './stretch.ts'
import { isPlain, runTask } from './task.ts'

/** Does steps, in order, on those hosts of a ground that are still in the play. */
export type Walk = (ground: Ground, steps: readonly Step[]) => Promise<void>

/** Takes a set of hosts through steps together: plain tasks in one stretch, everything else one step at a time. */
export const walk: Walk = async (ground, steps) => {
  const chosen = steps.filter(step => isChosen(ground, step))
  let index = 0
  while (index < chosen.length) {
    const here = { ...ground, hosts: active(ground.hosts) }
    if (here.hosts.length === 0) return
    const plain = plainFrom(ground, chosen, index)
    const step = chosen[index]
    if (plain.length > 0) await runStretch(here, plain)
    else if (step) await runStep(here, step)
    index += Math.max(1, plain.length)
    limitFailures(ground)
  }
}

function isChosen({ course }: Ground, step: Step): boolean {
  const { only = [], skip = [] } = course.run.options.tags ?? {}
  return step.kind === 'block' || selectsTags(step.tags, { only, skip })
}

/** The tasks from here on that hosts need not do together. */
function plainFrom({ course }: Ground, steps: readonly Step[], first: number): readonly Task[] {
  const plain: Task[] = []
  for (const step of steps.slice(first)) {
    if (!isPlain(course, step)) break
    plain.push(step)
  }
  return plain
}

async function runStep(ground: Ground, step: Step): Promise<void> {
  switch (step.kind) {
    case 'task':
      return runTask(ground, step)
    case 'block':
      return runBlock(ground, step, walk)
    case 'include':
      return runInclude(ground, step, walk)
    case 'meta':
      return runMeta(ground, step)
    default:
      return step satisfies never
  }
}

/** More failures than the play allows, and no rescue at hand, end it for all. */
function limitFailures({ course, frame }: Ground): void {
  const { batch, play } = course
  if (play.maxFailPercentage === undefined || frame.rescuable) return
  const failed = batch.filter(host => host.state === 'failed' || host.state === 'unreachable')
  const failure = failed[0]?.failure
  const percent = (failed.length / batch.length) * 100
  if (failure && percent > play.maxFailPercentage) fall(active(batch), failure)
}
