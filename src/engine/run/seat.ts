import type { Become } from '../module/index.ts'
import type { Keywords } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { becomeOf, textIn } from './become.ts'
import type { Course } from './course.ts'
import type { HostState } from './hosts.ts'
import { textOf } from './keywords.ts'

/** As whom a task works, and on which host. */
export interface Seat {
  readonly host: string
  readonly become: Become | undefined
  /** Names the session among those of its host. */
  readonly session: string
  /** `-u` or `remote_user`. */
  readonly user: string | undefined
  /** What the transport is told of the host. */
  variables(): Readonly<Record<string, unknown>>
}

/** What the step says goes under the variables of the host that is worked on, and over the command line. */
export function seatOf(
  course: Course,
  keywords: Keywords,
  { scope, target, targetScope }: { scope: Scope; target: HostState; targetScope: Scope },
): Seat {
  const { options } = course.run
  const user = textOf(course.play.remoteUser, targetScope, 'remote_user') ?? options.user
  const become = becomeOf(keywords, { scope, targetScope, defaults: options.become })
  const loginUser = textIn(targetScope, 'ansible_user') ?? user
  const needed = become && become.user !== loginUser ? become : undefined
  return {
    host: target.name,
    become: needed,
    session: needed ? `${needed.method}:${needed.user}` : 'login',
    user,
    variables: () => connectionVariables(targetScope),
  }
}

const CONNECTION =
  /^(wharf_state_dir$|ansible_(connection|host|host_key_checking|port|user|password|private_key_file|timeout)$|ansible_ssh_(?!host_key_(?!checking)))/

function connectionVariables(scope: Scope): Readonly<Record<string, unknown>> {
  const names = scope.names().filter(name => CONNECTION.test(name) && scope.has(name))
  return Object.fromEntries(names.map(name => [name, scope.get(name)]))
}
