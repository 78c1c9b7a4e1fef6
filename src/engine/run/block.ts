import type { Block } from '../playbook/index.ts'
import { active, type HostState, reprieve } from './hosts.ts'
import type { Ground } from './stretch.ts'
import type { Walk } from './walk.ts'

/** Does a block; its `rescue` on the hosts where it failed; its `always` on all that can still be reached. */
export async function runBlock(ground: Ground, block: Block, walk: Walk): Promise<void> {
  const { frame, hosts } = ground
  const rescuable = frame.rescuable || block.rescue.length > 0
  await walk({ ...ground, frame: { ...frame, rescuable } }, block.block)
  if (block.rescue.length > 0) await rescue(ground, block, walk)
  const putOut = reprieve(hosts.filter(isFailed))
  await walk({ ...ground, hosts: active(hosts) }, block.always)
  putOut()
}

async function rescue(ground: Ground, block: Block, walk: Walk): Promise<void> {
  const hosts = ground.hosts.filter(isFailed)
  const outer = new Map(hosts.map(host => [host, host.rescuing]))
  for (const host of hosts) {
    if (host.failure?.own) ground.course.run.score.rescued(host.name)
    host.rescuing = host.failure
    host.failure = undefined
    host.state = 'active'
  }
  await walk({ ...ground, hosts }, block.rescue)
  for (const host of hosts) host.rescuing = outer.get(host)
}

function isFailed(host: HostState): boolean {
  return host.state === 'failed'
}
