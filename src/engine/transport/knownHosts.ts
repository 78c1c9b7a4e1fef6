import { createHmac } from 'node:crypto'

/** One host key of a known_hosts file. */
export interface KnownKey {
  /** `ssh-ed25519` */
  readonly type: string
  /** As the server sends it. */
  readonly key: Buffer
  readonly isRevoked: boolean
  readonly file: string
  readonly line: number
}

interface Entry extends KnownKey {
  readonly hosts: string
}

/** The host keys of known_hosts files, in the order of the files. */
export class KnownHosts {
  readonly #entries: Entry[] = []

  /** Adds the lines of a file. Lines that say nothing here (comments, certificate authorities, broken ones) are passed over. */
  add(text: string, file: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      const entry = parseLine(line.trim(), file, index + 1)
      if (entry) this.#entries.push(entry)
    }
  }

  /** The keys of a host. A port other than 22 is part of its name. */
  keysOf(host: string, port: number): readonly KnownKey[] {
    const name = nameOf(host, port)
    return this.#entries.filter(entry => isNamed(name, entry.hosts))
  }
}

/** How known_hosts files name a host. */
export function nameOf(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

/** The type that a key names itself to be: its first field. */
export function typeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0))
}

function parseLine(line: string, file: string, number: number): Entry | undefined {
  const words = line.split(/\s+/)
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined
  const [hosts, type, key] = words
  if (hosts === undefined || hosts === '' || hosts.startsWith('#') || key === undefined)
    return undefined
  if (type === undefined || (marker !== undefined && marker !== '@revoked')) return undefined
  const bytes = Buffer.from(key, 'base64')
  if (typeOf(bytes) !== type) return undefined
  return { hosts, type, key: bytes, isRevoked: marker === '@revoked', file, line: number }
}

function isNamed(name: string, hosts: string): boolean {
  if (hosts.startsWith('|1|')) return isHashed(name, hosts)
  let isMatch = false
  for (const pattern of hosts.split(',')) {
    const isNegated = pattern.startsWith('!')
    if (!patternOf(isNegated ? pattern.slice(1) : pattern).test(name)) continue
    if (isNegated) return false
    isMatch = true
  }
  return isMatch
}

function isHashed(name: string, hosts: string): boolean {
  const [, , salt = '', hash = ''] = hosts.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function patternOf(pattern: string): RegExp {
  const text = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}
