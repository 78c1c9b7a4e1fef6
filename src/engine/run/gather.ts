import { unplaced } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'
import { type Play, selectsTags, type Task } from '../playbook/index.ts'
import { type Course, OUTERMOST } from './course.ts'
import { active } from './hosts.ts'
import { runStretch } from './stretch.ts'

/** Gathers the facts of hosts that have none from earlier in the run. */
export async function gather(course: Course): Promise<void> {
  const { play, run } = course
  const { setup, tags } = run.options
  const { only = [], skip = [] } = tags ?? {}
  if (!setup || !play.gatherFacts || !selectsTags(['always'], { only, skip })) return
  const hosts = active(course.batch).filter(host => !host.gathered)
  await runStretch({ course, hosts, frame: OUTERMOST }, [gatheringTask(setup, play, run.next())])
  for (const host of active(hosts)) host.gathered = true
}

function gatheringTask(module: Module, play: Play, id: number): Task {
  return {
    ...play.keywords,
    when: [],
    tags: ['always'],
    kind: 'task',
    id,
    name: unplaced('Gathering Facts'),
    place: play.place,
    role: undefined,
    module,
    args: unplaced({}),
    register: undefined,
    loop: undefined,
    notify: [],
    listen: [],
    changedWhen: [],
    failedWhen: [],
    until: [],
    retries: undefined,
    delay: undefined,
    timeout: undefined,
    searchPath: [],
  }
}
