import { type Play, tasksOf } from '../engine/playbook/index.ts'
import type { Job } from './job.ts'

/** The hosts of each play, as `ansible-playbook --list-hosts` prints them. */
export function hostListing({ playbook, hostsOf }: Job): string {
  return listing(playbook.file, playbook.plays, play => {
    const hosts = hostsOf(play)
    return [`    hosts (${hosts.length}):`, ...hosts.map(host => `      ${host.name}`)]
  })
}

/** The tasks of each play that the tags select, as `ansible-playbook --list-tasks` prints them. */
export function taskListing(
  { playbook }: Job,
  isSelected: (tags: readonly string[]) => boolean,
): string {
  return listing(playbook.file, playbook.plays, play => [
    '    tasks:',
    ...[...tasksOf(play)].filter(task => isSelected(task.tags)).map(taskLine),
  ])
}

function listing(file: string, plays: readonly Play[], body: (play: Play) => string[]): string {
  const parts = plays.flatMap((play, index) => [
    '',
    `  play #${index + 1} (${play.hosts.value}): ${play.name}\tTAGS: [${[...play.tags].sort().join(', ')}]`,
    ...body(play),
  ])
  return `\nplaybook: ${file}\n${parts.join('\n')}\n`
}

function taskLine(task: {
  name: { value: string }
  role: { name: string } | undefined
  tags: readonly string[]
}): string {
  const name = task.role ? `${task.role.name} : ${task.name.value}` : task.name.value
  return `      ${name}\tTAGS: [${[...task.tags].sort().join(', ')}]`
}
