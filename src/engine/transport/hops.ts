import { Fault } from '../../base/fault.ts'
import { sshConfigFor } from './sshConfig.ts'
import { type Person, type Target, targetOf, type Wish, wishOfJump } from './target.ts'

const MOST_HOPS = 8

/** The text of an ssh configuration: the lines of the command line count for the last hop alone. */
export interface ConfigText {
  readonly lines: readonly string[]
  readonly files: string
}

/** The servers to log in to, one through the other, the wished one last. */
export function hopsTo(wish: Wish, config: ConfigText, person: Person): Target[] {
  const hops: Target[] = []
  let next: Wish | undefined = wish
  let lines = config.lines
  while (next) {
    const text = [...lines, ...opposite(lines), config.files].join('\n')
    const settings = sshConfigFor(text, next.alias, next.user)
    const target = targetOf(next, settings, person)
    hops.unshift(target)
    if (hops.length > MOST_HOPS)
      throw new Fault(
        `${wish.alias}: more than ${MOST_HOPS} jump hosts; does ProxyJump go in circles?`,
      )
    next = jumpBefore(target)
    lines = []
  }
  return hops
}

/** A chain that is spelled out is taken as it is; only its outermost host may have a ProxyJump of its own. */
function jumpBefore({ alias, port, jumps }: Target): Wish | undefined {
  const last = jumps.at(-1)
  if (last === undefined) return undefined
  const jump = wishOfJump(last)
  // `Host *` with a ProxyJump covers the jump host as well.
  if (jump.alias === alias && (jump.port ?? port) === port) return undefined
  return jumps.length === 1 ? jump : { ...jump, jumps: jumps.slice(0, -1) }
}

/** Of ProxyJump and ProxyCommand, the one on the command line switches the other off. */
function opposite(lines: readonly string[]): string[] {
  const names = lines.map(line => line.split(' ', 1)[0]?.toLowerCase())
  const first = names.find(name => name === 'proxyjump' || name === 'proxycommand')
  if (first === undefined) return []
  return [first === 'proxyjump' ? 'ProxyCommand none' : 'ProxyJump none']
}
