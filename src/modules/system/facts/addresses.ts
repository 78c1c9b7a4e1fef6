/** An address of an interface. */
export interface Address {
  readonly device: string
  readonly version: 4 | 6
  readonly address: string
  readonly prefix: number
  readonly scope: string
}

/** An address with what follows from it. The prefix is text, as Ansible has it. */
export function addressFacts({
  version,
  address,
  prefix,
  scope,
}: Address): Record<string, unknown> {
  if (version === 6) return { address, prefix: String(prefix), scope }
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const network = (number & mask) >>> 0
  return {
    address,
    prefix: String(prefix),
    netmask: ipv4Of(mask),
    network: ipv4Of(network),
    broadcast: prefix > 30 ? '' : ipv4Of((network | ~mask) >>> 0),
  }
}

/** An IPv4 address as people write it. */
export function ipv4Of(number: number): string {
  return [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.')
}

/** True for addresses that no other machine can reach. */
export function isLoopback({ version, address }: Address): boolean {
  return version === 4 ? address.startsWith('127.') : address === '::1'
}
