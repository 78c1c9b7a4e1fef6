import { readFileSync } from 'node:fs'
import { Fault, messageOf, type Place } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { type Located, placeOf, unplaced } from '../../base/yaml.ts'
import { isLocalhost, localhost } from './localhost.ts'
import type { Host, Inventory } from './model.ts'
import { parsePattern, type Term } from './pattern.ts'

/**
 * The hosts that a pattern names, in the order of its terms, cut down to those that the limit names too.
 * A term that names neither a host nor a group is a Fault; so is a limit that leaves no host at all.
 */
export function selectHosts(
  inventory: Inventory,
  pattern: string | Located<string>,
  limit?: string | undefined,
): readonly Host[] {
  const located = typeof pattern === 'string' ? unplaced(pattern) : pattern
  const hosts = hostsOf(inventory, located.value, placeOf(located))
  if (limit === undefined) return hosts
  const allowed = limited(inventory, limit)
  return hosts.filter(host => allowed.has(host.name))
}

/** The host of that name; `localhost` exists without being in the inventory. */
export function hostNamed(inventory: Inventory, name: string): Host | undefined {
  const known = inventory.hosts.find(host => host.name === name)
  return known ?? (isLocalhost(name) ? localhost(name) : undefined)
}

function hostsOf(inventory: Inventory, pattern: string, place: Place | undefined): Host[] {
  const chosen = new Map<string, Host>()
  for (const term of parsePattern(pattern)) {
    const matched = sliced(matches(inventory, term.text, place), term, place)
    if (term.kind === 'add') for (const host of matched) chosen.set(host.name, host)
    else cut(chosen, term.kind, new Set(matched.map(host => host.name)))
  }
  return [...chosen.values()]
}

function cut(chosen: Map<string, Host>, kind: 'keep' | 'drop', names: ReadonlySet<string>): void {
  for (const name of chosen.keys()) if (names.has(name) === (kind === 'drop')) chosen.delete(name)
}

function matches(inventory: Inventory, text: string, place: Place | undefined): Host[] {
  const named = Object.hasOwn(inventory.groups, text) ? inventory.groups[text] : undefined
  if (named) return members(inventory, named)
  const host = hostNamed(inventory, text)
  if (host) return [host]
  const test = matcher(text, place)
  if (!test) throw unknown(inventory, text, place)
  const groups = Object.entries(inventory.groups).filter(([name]) => test.test(name))
  const alone = inventory.hosts.filter(each => test.test(each.name)).map(each => each.name)
  return members(inventory, [...groups.flatMap(([, names]) => names), ...alone])
}

function members(inventory: Inventory, names: readonly string[]): Host[] {
  const wanted = new Set(names)
  return inventory.hosts.filter(host => wanted.has(host.name))
}

/** The regular expression of a glob or `~regex`; undefined for a plain name. */
function matcher(text: string, place: Place | undefined): RegExp | undefined {
  if (text.startsWith('~')) return compiled(`^(?:${text.slice(1)})`, text, place)
  if (!/[*?[]/.test(text)) return undefined
  const pattern = text
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^')
  return compiled(`^${pattern}$`, text, place)
}

function compiled(source: string, text: string, place: Place | undefined): RegExp {
  try {
    return new RegExp(source, 'u')
  } catch (error) {
    throw new Fault(`host pattern "${text}": ${messageOf(error)}`, { place, cause: error })
  }
}

function sliced(hosts: Host[], { text, slice }: Term, place: Place | undefined): Host[] {
  if (!slice || hosts.length === 0) return hosts
  const index = (at: number): number => (at < 0 ? hosts.length + at : at)
  const chosen = hosts.slice(Math.max(0, index(slice.first)), index(slice.last) + 1)
  if (chosen.length > 0 || slice.first !== slice.last) return chosen
  const count = hosts.length === 1 ? '1 host' : `${hosts.length} hosts`
  throw new Fault(`host pattern "${text}" names ${count}: there is none at [${slice.first}]`, {
    place,
  })
}

function unknown(inventory: Inventory, text: string, place: Place | undefined): Fault {
  const known = [...Object.keys(inventory.groups), ...inventory.hosts.map(host => host.name)]
  return new Fault(`unknown host pattern "${text}"${didYouMean(text, known)}`, {
    place,
    hint: 'no host or group of the inventory has this name; `wharf inventory --graph` shows them',
  })
}

function limited(inventory: Inventory, limit: string): ReadonlySet<string> {
  const hosts = hostsOf(
    inventory,
    limit.startsWith('@') ? listed(limit.slice(1)) : limit,
    undefined,
  )
  if (hosts.length > 0) return new Set(hosts.map(host => host.name))
  throw new Fault(`--limit ${limit} leaves no host to work on`)
}

function listed(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean).join(',')
  } catch (error) {
    throw new Fault(`cannot read the limit's file ${file}: ${messageOf(error)}`, { cause: error })
  }
}
