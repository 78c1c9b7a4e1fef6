import { Fault } from '../../base/fault.ts'
import type { Meta } from '../playbook/index.ts'
import { hindrance } from './conditions.ts'
import { flush } from './flush.ts'
import { active, type HostState } from './hosts.ts'
import { refuse } from './refuse.ts'
import type { Ground } from './stretch.ts'
import { scopeOf } from './variables.ts'

/** Carries out an order to the runner itself, on the hosts where its conditions hold. */
export async function runMeta(ground: Ground, meta: Meta): Promise<void> {
  const { course } = ground
  const hosts = ground.hosts.filter(host => holdsOn(ground, meta, host))
  switch (meta.action) {
    case 'noop':
      return
    case 'flush_handlers':
      return flush(course, hosts)
    case 'end_host':
      return end(hosts)
    case 'end_play':
      return hosts.length === 0 ? undefined : end(course.all)
    case 'clear_host_errors':
      return bringBack(course.batch)
    default:
      return meta.action satisfies never
  }
}

function holdsOn(ground: Ground, meta: Meta, host: HostState): boolean {
  const { course, frame } = ground
  try {
    return hindrance(meta, scopeOf({ course, host, frame, step: meta })) === undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    refuse({ ...ground, hosts: [host] }, meta, error)
    return false
  }
}

/** Notified handlers still run: leaving early is no failure. */
function end(hosts: readonly HostState[]): void {
  for (const host of active(hosts)) host.state = 'ended'
}

function bringBack(hosts: readonly HostState[]): void {
  for (const host of hosts) {
    if (host.state === 'ended') continue
    host.state = 'active'
    host.failure = undefined
  }
}
