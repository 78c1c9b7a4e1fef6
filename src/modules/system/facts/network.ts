import type { Fields } from '../../files/fields.ts'
import { type Address, addressFacts, ipv4Of, isLoopback } from './addresses.ts'

type Facts = Record<string, unknown>

interface Link {
  readonly device: string
  readonly mtu: number
  readonly active: boolean
  readonly macaddress: string
}

/** Facts on interfaces, addresses and the default routes. */
export function networkFacts(fields: Fields): Facts {
  if (fields['links'] === undefined) return {}
  const links = linksIn(fields['links'])
  const routes = routesIn(fields['routes'] ?? '')
  const addresses = fields['addresses']?.trim()
    ? addressesIn(fields['addresses'])
    : addressesInTrie(fields['fib_trie'] ?? '', routes)
  const reachable = addresses.filter(each => !isLoopback(each))
  return {
    interfaces: links.map(({ device }) => device),
    all_ipv4_addresses: reachable.filter(each => each.version === 4).map(each => each.address),
    all_ipv6_addresses: reachable.filter(each => each.version === 6).map(each => each.address),
    default_ipv4: defaultIpv4(links, routes, reachable),
    default_ipv6: defaultIpv6(links, fields['routes6'] ?? '', reachable),
    ...Object.fromEntries(
      links.map(link => [factName(link.device), interfaceFacts(link, addresses)]),
    ),
  }
}

function factName(device: string): string {
  return device.replaceAll(/[-:]/g, '_')
}

function linksIn(text: string): Link[] {
  return text
    .trim()
    .split('\n')
    .map(line => line.split(' '))
    .filter(([device]) => device)
    .map(([device = '', mtu, state, macaddress = '']) => ({
      device,
      mtu: Number(mtu),
      active: state === 'up' || state === 'unknown',
      macaddress,
    }))
}

/** `2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0` */
function addressesIn(text: string): Address[] {
  return text.split('\n').flatMap((line): Address[] => {
    const [, device = '', family, address = '', prefix] =
      /^\d+:\s+(\S+)\s+(inet6?)\s+([0-9a-fA-F.:]+)(?:\/(\d+))?/.exec(line) ?? []
    if (family === undefined) return []
    const version = family === 'inet' ? 4 : 6
    const scope = /\bscope (\S+)/.exec(line)?.[1] ?? 'global'
    const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix)
    return [{ device, version, address, prefix: bits, scope }]
  })
}

interface Route {
  readonly device: string
  readonly destination: number
  readonly gateway: number
  readonly mask: number
  readonly metric: number
}

/** The kernel writes addresses as hexadecimal numbers, their first byte last. */
function routesIn(text: string): Route[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'))
    .map(([device = '', destination, gateway, , , , metric, mask]) => ({
      device,
      destination: swapped(destination),
      gateway: swapped(gateway),
      mask: swapped(mask),
      metric: Number(metric),
    }))
}

function swapped(hex = '0'): number {
  return Number.parseInt(hex.trim().match(/../g)?.reverse().join('') ?? '0', 16)
}

/** For hosts without `ip`: local addresses, each on the device whose route leads to it. */
function addressesInTrie(text: string, routes: readonly Route[]): Address[] {
  const found = [...text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s+\/32 host LOCAL/g)]
  return [...new Set(found.map(([, address = '']) => address))].map(address => {
    const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
    const route = routes.find(
      ({ mask, destination }) => mask !== 0 && (number & mask) >>> 0 === destination,
    )
    const prefix = route ? route.mask.toString(2).replaceAll('0', '').length : 32
    const loopback = address.startsWith('127.')
    return {
      device: route?.device ?? (loopback ? 'lo' : ''),
      version: 4,
      address,
      prefix,
      scope: loopback ? 'host' : 'global',
    }
  })
}

function defaultIpv4(
  links: readonly Link[],
  routes: readonly Route[],
  addresses: readonly Address[],
): Facts {
  const [route] = routes
    .filter(({ destination, mask }) => destination === 0 && mask === 0)
    .sort((a, b) => a.metric - b.metric)
  const address = addresses.find(each => each.version === 4 && each.device === route?.device)
  if (!route || !address) return {}
  return { gateway: ipv4Of(route.gateway), ...defaultFacts(address, links) }
}

function defaultIpv6(links: readonly Link[], routes: string, addresses: readonly Address[]): Facts {
  const row = routes
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .find(
      ([target, prefix, , , , , , , , device]) =>
        /^0{32}$/.test(target ?? '') && prefix === '00' && device !== 'lo',
    )
  const address = addresses.find(
    each => each.version === 6 && each.device === row?.[9] && each.scope === 'global',
  )
  if (!row || !address) return {}
  return {
    gateway: (row[4] ?? '').match(/.{4}/g)?.join(':') ?? '',
    ...defaultFacts(address, links),
  }
}

function defaultFacts(address: Address, links: readonly Link[]): Facts {
  const link = links.find(({ device }) => device === address.device)
  return {
    interface: address.device,
    alias: address.device,
    ...addressFacts(address),
    macaddress: link?.macaddress ?? '',
    mtu: link?.mtu ?? 0,
    type: 'ether',
  }
}

function interfaceFacts(link: Link, addresses: readonly Address[]): Facts {
  const own = addresses.filter(({ device }) => device === link.device)
  const [ipv4, ...secondaries] = own.filter(({ version }) => version === 4).map(addressFacts)
  return {
    ...link,
    type: link.device === 'lo' ? 'loopback' : 'ether',
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(secondaries.length === 0 ? {} : { ipv4_secondaries: secondaries }),
    ipv6: own.filter(({ version }) => version === 6).map(addressFacts),
  }
}
