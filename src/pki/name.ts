import { isIP, SocketAddress } from 'node:net'
import { domainToASCII } from 'node:url'
import { Fault } from '../base/fault.ts'

/** A name as certificates carry it: lower case, IDNs in ASCII, addresses in their shortest form. Throws a Fault for what can't be one. */
export function normalName(name: string): string {
  const text = name.trim().replace(/^\[(.*)\]$/, '$1')
  if (isIP(text) === 4) return text
  if (isIP(text) === 6) return new SocketAddress({ address: text, family: 'ipv6' }).address
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*)$/s.exec(text) ?? []
  const host = domainToASCII(rest)
  if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host) || host.includes('..'))
    throw new Fault(`"${name}" is not a host name or an IP address`, {
      hint: 'names in a certificate have neither a port nor a scheme',
    })
  return wildcard + host
}

/** The four or sixteen bytes of an IP address; undefined for anything else. */
export function addressBytes(name: string): Buffer | undefined {
  if (isIP(name) === 4) return Buffer.from(name.split('.').map(Number))
  if (isIP(name) !== 6) return undefined
  const bytes = Buffer.alloc(16)
  const [head = [], tail = []] = dottedAsHex(name)
    .split('::')
    .map(half => (half === '' ? [] : half.split(':')))
  for (const [index, group] of head.entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2)
  for (const [index, group] of tail.toReversed().entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), 14 - index * 2)
  return bytes
}

/** `::ffff:10.0.0.1` with its last four bytes as two hexadecimal groups. */
function dottedAsHex(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const hex = Buffer.from(bytes.slice(0, 4).map(Number)).toString('hex')
    return `${hex.slice(0, 4)}:${hex.slice(4)}`
  })
}
