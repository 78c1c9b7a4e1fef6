import { createHash } from 'node:crypto'
import { UnreachableFault } from '../../base/fault.ts'
import { type KnownHosts, type KnownKey, nameOf, typeOf } from './knownHosts.ts'
import type { Target } from './target.ts'

/** What becomes of a server's key. `remember`: it was unknown, and is to be written down. */
export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'remember'; readonly line: string }
  | { readonly kind: 'refused'; readonly fault: UnreachableFault }

/** Judges the key that a server has shown. */
export function judgeHostKey(key: Buffer, target: Target, known: KnownHosts): Verdict {
  const { hostKeyName, port, hostKeyChecking } = target
  const named = known.keysOf(hostKeyName, port)
  // As OpenSSH has it: a key that is known for the host will do for each of its ports.
  const same = [...named, ...known.keysOf(hostKeyName, 22)].filter(other => other.key.equals(key))
  const revoked = same.find(other => other.isRevoked)
  if (revoked) return refused(`${keyName(key, target)} is revoked by ${placeOf(revoked)}`)
  if (same.length > 0) return { kind: 'known' }
  const others = named.filter(other => !other.isRevoked)
  if (hostKeyChecking === 'no' && others.length > 0) return { kind: 'known' }
  if (others.length > 0) return changed(key, target, others)
  if (hostKeyChecking === 'yes') return unknown(key, target)
  const name = nameOf(hostKeyName, port)
  return { kind: 'remember', line: `${name} ${typeOf(key)} ${key.toString('base64')}` }
}

/**
 * The algorithms to offer, those of the keys known for the host first: a server has several keys,
 * and should show the one that can be checked.
 */
export function hostKeyAlgorithms(target: Target, known: KnownHosts): HostKeyAlgorithm[] {
  const { hostKeyName, port } = target
  const keys = [...known.keysOf(hostKeyName, port), ...known.keysOf(hostKeyName, 22)]
  const types = new Set(keys.filter(key => !key.isRevoked).map(key => key.type))
  const isKnown = (name: HostKeyAlgorithm): boolean =>
    types.has(name.startsWith('rsa-') ? 'ssh-rsa' : name)
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter(name => !isKnown(name))]
}

const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const

type HostKeyAlgorithm = (typeof ALGORITHMS)[number]

function unknown(key: Buffer, target: Target): Verdict {
  const port = target.port === 22 ? '' : `-p ${target.port} `
  return refused(
    `${keyName(key, target)} is not known`,
    `compare the fingerprint on the host, then: ssh-keyscan ${port}${target.host} >> ${target.knownHostsFile}`,
  )
}

function changed(key: Buffer, target: Target, others: readonly KnownKey[]): Verdict {
  const name = nameOf(target.hostKeyName, target.port)
  const [first] = others
  return refused(
    `THE HOST KEY OF ${name} HAS CHANGED: it now shows ${typeOf(key)} ${fingerprint(key)}, not ${others.map(other => `the ${other.type} key of ${placeOf(other)}`).join(' or ')}`,
    `someone may be between here and the host; if it was set up anew: ssh-keygen -R '${name}' -f ${first?.file}`,
  )
}

function refused(message: string, hint?: string): Verdict {
  return { kind: 'refused', fault: new UnreachableFault(message, { hint }) }
}

function keyName(key: Buffer, { hostKeyName, port }: Target): string {
  return `the host key of ${nameOf(hostKeyName, port)} (${typeOf(key)} ${fingerprint(key)})`
}

function placeOf({ file, line }: KnownKey): string {
  return `${file}:${line}`
}

/** As ssh-keygen -l prints it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}
