import { dirname } from 'node:path'
import type { Play } from '../playbook/index.ts'
import { hostMagic, type Magic } from './hostMagic.ts'
import { active, type HostState } from './hosts.ts'
import { hostVarsOf } from './hostVars.ts'
import type { View } from './variables.ts'

/** The variables that exist without being written, as a step sees them on a host. */
export function magicOf(view: View): Magic {
  const { course, host, step } = view
  const { options } = course.run
  const given = Object.entries(options.magic ?? {}).map(([name, value]) => [name, () => value])
  return {
    ...Object.fromEntries(given),
    ...hostMagic(host),
    hostvars: () => hostVarsOf(view),
    ...playMagic(view),
    ...runMagic(view),
    role_name: () => step.role?.name,
    role_path: () => step.role?.directory,
    ansible_role_name: () => step.role?.name,
    ansible_failed_task: () => host.rescuing && { name: host.rescuing.task },
    ansible_failed_result: () => host.rescuing?.result,
  }
}

function playMagic({ course }: View): Magic {
  const { all, batch, play } = course
  const names = (hosts: readonly HostState[]): string[] => hosts.map(host => host.name)
  return {
    play_hosts: () => names(active(batch)),
    ansible_play_name: () => play.name,
    ansible_play_hosts: () => names(active(all)),
    ansible_play_hosts_all: () => names(all),
    ansible_play_batch: () => names(active(batch)),
    ansible_role_names: () => roleNames(play),
    ansible_play_role_names: () => roleNames(play),
  }
}

function runMagic({ course }: View): Magic {
  const { options, playbook } = course.run
  const { inventory } = options
  return {
    groups: () => inventory.groups,
    playbook_dir: () => dirname(playbook.file),
    inventory_dir: () => inventory.directory,
    inventory_file: () => inventory.file,
    ansible_check_mode: () => options.check ?? false,
    ansible_diff_mode: () => options.diff ?? false,
    ansible_verbosity: () => options.verbosity ?? 0,
    ansible_forks: () => options.forks ?? 5,
    ansible_limit: () => options.limit,
    ansible_run_tags: () => (options.tags?.only.length ? options.tags.only : ['all']),
    ansible_skip_tags: () => options.tags?.skip ?? [],
  }
}

function roleNames(play: Play): string[] {
  return [...new Set(play.roles.map(role => role.name))]
}
