import type { Answer } from '../../base/exchange.ts'
import { Fault } from '../../base/fault.ts'

/** Who signs in. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** What a registry asks for when nobody, or somebody unknown, has signed in. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly query: Record<string, string> }

/** The first challenge in an answer that can be met; undefined where there is none. */
export function challengeIn({ headers }: Answer): Challenge | undefined {
  const header = headers['www-authenticate'] ?? ''
  if (/^basic\b/i.test(header)) return { kind: 'basic' }
  if (!/^bearer\b/i.test(header)) return undefined
  const found = [...header.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [
    name.toLowerCase(),
    value,
  ])
  const { realm, service, scope } = Object.fromEntries(found) as Record<string, string | undefined>
  if (realm === undefined) return undefined
  const query = { ...(service ? { service } : {}), ...(scope ? { scope } : {}) }
  return { kind: 'bearer', realm, query }
}

/** The header of a user and password. */
export function basic({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** Where a challenge's tokens are given. Throws a Fault where a password would travel in the clear. */
export function tokenUrl(
  { realm, query }: Extract<Challenge, { kind: 'bearer' }>,
  registry: URL,
): URL {
  const url = new URL(realm, registry)
  if (url.protocol !== 'https:' && registry.protocol === 'https:')
    throw new Fault(`the registry sends passwords to ${url.origin}, which is not encrypted`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

/** The token in an answer. Throws a Fault when there is none. */
export function tokenIn(answer: Answer): string {
  const { token, access_token } = JSON.parse(answer.body.toString('utf8')) as {
    token?: unknown
    access_token?: unknown
  }
  const found = access_token ?? token
  if (typeof found !== 'string') throw new Fault('the registry gave no token')
  return found
}
