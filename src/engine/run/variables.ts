import type { Layer } from '../inventory/index.ts'
import type { Keywords, Role, Vars } from '../playbook/index.ts'
import { createScope, type Scope } from '../values/index.ts'
import type { Course, Frame } from './course.ts'
import type { HostState } from './hosts.ts'
import { literal } from './layers.ts'
import { magicOf } from './magic.ts'
import { varsFilesOf } from './varsFiles.ts'

/** Whose variables, and seen from where. */
export interface View {
  readonly course: Course
  readonly host: HostState
  readonly frame: Frame
  readonly step: Pick<Keywords, 'vars' | 'includeVars'> & { readonly role: Role | undefined }
  /** Names that tasks under way on this host are going to register. */
  readonly pending?: ReadonlySet<string>
  /** Other hosts may be behind: asking for their variables is asking too early. */
  readonly ahead?: boolean
}

/** The variables that a step sees on a host, in Ansible's order of precedence. */
export function scopeOf(view: View): Scope {
  const { course, host, frame, step } = view
  const { play, run } = course
  const roles = step.role ? [...play.roles, step.role] : play.roles
  const layers: readonly Layer[] = [
    ...roles.flatMap(role => named(`defaults of role ${role.name}`, role.defaults)),
    ...host.host.layers,
    literal('facts', host.facts),
    ...named('play vars', [play.vars]),
    ...varsFilesOf(course, host),
    ...roles.flatMap(role => named(`vars of role ${role.name}`, role.vars)),
    ...named('task vars', step.vars),
    literal('results', host.variables),
    ...(step.role ? named(`parameters of role ${step.role.name}`, [step.role.params]) : []),
    ...named('include vars', step.includeVars ?? []),
    ...(frame.layers.get(host.name) ?? []),
    ...(run.options.extraVars ?? []),
  ]
  return createScope(layers, {
    magic: magicOf(view),
    ...(view.pending ? { pending: view.pending } : {}),
  })
}

function named(name: string, vars: readonly Vars[]): Layer[] {
  return vars.map(one => ({ name, vars: one }))
}
