import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, pathsOf } from '../../src/lab/index.ts'
import { until } from '../helpers/lab.ts'
import type { Playing } from '../helpers/wharf.ts'
import { readOn, startPlay } from './labs.ts'

/** A run of `due.yaml` in which some hosts have changed docker's options and hold before the restart. */
export interface Held extends Playing {
  /** Lets the hosts go on. */
  release(): void
}

/** Starts `due.yaml` and resolves when the hosts hold. */
export async function hold(
  lab: Lab,
  hosts: readonly string[],
  { mark, words = [] }: { mark: string; words?: readonly string[] },
): Promise<Held> {
  const running = startPlay(lab, 'due.yaml', ...dueWords(mark, hosts), ...words)
  await running.until(event => event.kind === 'taskStarted' && event.task.name === 'Hold')
  await until(() => hosts.every(host => readOn(lab, host, `/tmp/${mark}.held`) !== undefined))
  const release = (): void => {
    for (const host of hosts) {
      writeFileSync(join(pathsOf(lab.directory).root(host), `/tmp/${mark}.released`), '')
    }
  }
  return { ...running, release }
}

/** What `due.yaml` is told. */
export function dueWords(mark: string, held: readonly string[] = []): readonly string[] {
  return ['-e', JSON.stringify({ mark, held })]
}
