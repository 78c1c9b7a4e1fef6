import type { Run } from './course.ts'
import type { HostState } from './hosts.ts'

/** Does something on hosts, `forks` of them at a time, and waits for all. The first bug or interrupt is thrown when all are through. */
export async function eachHost(
  run: Run,
  hosts: readonly HostState[],
  work: (host: HostState) => Promise<void>,
): Promise<void> {
  const ends = await Promise.allSettled(hosts.map(host => run.limit(() => work(host))))
  for (const end of ends) {
    if (end.status === 'rejected') throw end.reason
  }
}
