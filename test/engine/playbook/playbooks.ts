import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../../src/base/fault.ts'
import { controllerModule, type Module } from '../../../src/engine/module/index.ts'
import {
  loadPlaybook,
  type Play,
  type Playbook,
  type Step,
  type Task,
} from '../../../src/engine/playbook/index.ts'
import { withFiles } from '../inventory/files.ts'

const text = z.string()

/** Modules of every form that arguments can take. None is ever run. */
export const MODULES: ReadonlyMap<string, Module> = new Map(
  [
    declared('copy', {
      src: text.optional(),
      content: text.optional(),
      dest: text,
      force: z.boolean().default(true),
      mode: z.union([text, z.int()]).optional(),
      owner: z.strictObject({ name: text, group: text.optional() }).optional(),
    }),
    declared('command', { cmd: text, chdir: text.optional(), creates: text.optional() }, 'cmd'),
    declared('debug', { msg: z.unknown() }),
    declared('ping', {}),
    {
      ...declared('set_fact', {}),
      args: z.record(text, z.unknown()),
    },
  ].map(module => [module.name, module]),
)

function declared(name: string, shape: z.ZodRawShape, freeForm?: string): Module {
  const module = controllerModule({
    name,
    summary: `Stands in for ${name}.`,
    args: z.strictObject(shape),
    examples: [],
    run: () => Promise.reject(new Error('only declared')),
  })
  return freeForm === undefined ? module : { ...module, freeForm }
}

type Files = Readonly<Record<string, string>>

/** Loads `play.yml` among files of its own. */
export function load<T>(files: string | Files, look: (playbook: Playbook, folder: string) => T): T {
  const all = typeof files === 'string' ? { 'play.yml': files } : files
  return withFiles(all, folder =>
    look(loadPlaybook(join(folder, 'play.yml'), { modules: MODULES }), folder),
  )
}

/** Loads a playbook of one play. */
export function loadPlay<T>(files: string | Files, look: (play: Play, folder: string) => T): T {
  return load(files, ({ plays }, folder) => look(first(plays), folder))
}

/** The Fault that a playbook is refused with. */
export function faultOf(files: string | Files): Fault {
  try {
    load(files, () => undefined)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** `file:line:column` of a Fault, the file without its folders. */
export function positionOf({ place }: Fault): string {
  return `${place?.file.split('/').at(-1)}:${place?.line}:${place?.column}`
}

/** The steps of a play's middle section, all of which have to be tasks. */
export function tasksIn(play: Play): readonly Task[] {
  return onlyTasks(play.sections[1] ?? [])
}

/** Steps as tasks. */
export function onlyTasks(steps: readonly Step[]): readonly Task[] {
  return steps.map(step => {
    if (step.kind === 'task') return step
    throw new Error(`${step.kind} instead of a task`)
  })
}

/** The first of a list that has one. */
export function first<T>(list: readonly T[]): T {
  const [one] = list
  if (one === undefined) throw new Error('nothing there')
  return one
}
