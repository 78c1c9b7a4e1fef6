import type { OutgoingHttpHeaders } from 'node:http'
import { type Answer, type Connect, exchange } from '../../base/exchange.ts'
import { basic, type Challenge, challengeIn, type Login, tokenIn, tokenUrl } from './authorize.ts'
import { RegistryFault } from './fault.ts'

export interface ClientOptions {
  /** `host:port`, or a URL. */
  readonly address: string
  /** Certificates to trust, PEM, and no others. */
  readonly ca?: string
  readonly login?: Login
  /** How to reach the registry; without one, from this machine. */
  readonly connect?: Connect | undefined
  readonly signal?: AbortSignal
  /** For each request. */
  readonly milliseconds?: number
}

interface Request {
  /** A path, or the URL that the registry gave. */
  readonly path: string
  /** What this is for, as the beginning of a message. */
  readonly doing: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Uint8Array
  /** Statuses that are an answer, not a failure, beside those below 300. */
  readonly allow?: readonly number[]
}

/** Sends a request, signed in as the registry asks. Throws a RegistryFault for what it refuses. */
export type Send = (request: Request) => Promise<Answer>

/** A sender that remembers how the registry wants users to sign in. */
export function sender(options: ClientOptions): Send {
  const { address, login } = options
  const registry = new URL(address.includes('://') ? address : `https://${address}`)
  let challenge: Challenge | undefined

  return async function send(request) {
    const url = new URL(request.path, registry)
    const first = await attempt(url, request, challenge)
    const asked = first.status === 401 ? challengeIn(first) : undefined
    const isNews = JSON.stringify(asked) !== JSON.stringify(challenge)
    challenge = asked ?? challenge
    const again = asked && login && isNews ? await attempt(url, request, asked) : first
    const answer = isRedirect(again) ? await follow(again, url) : again
    if (answer.status < 300 || request.allow?.includes(answer.status)) return answer
    throw new RegistryFault(request.doing, answer)
  }

  async function attempt(url: URL, request: Request, known: Challenge | undefined) {
    const isOurs = url.origin === registry.origin
    const authorization = isOurs ? await authorizationFor(known) : undefined
    return call(url, {
      method: request.method ?? 'GET',
      headers: { ...request.headers, ...(authorization ? { Authorization: authorization } : {}) },
      ...(request.body ? { body: request.body } : {}),
    })
  }

  async function authorizationFor(known: Challenge | undefined): Promise<string | undefined> {
    if (!known || !login) return undefined
    if (known.kind === 'basic') return basic(login)
    const answer = await call(tokenUrl(known, registry), {
      headers: { Authorization: basic(login) },
    })
    if (answer.status >= 300) throw new RegistryFault(`sign in as ${login.username}`, answer)
    return `Bearer ${tokenIn(answer)}`
  }

  /** Storage elsewhere has its own certificate and must not see the registry's password. */
  function follow(answer: Answer, from: URL): Promise<Answer> {
    return call(new URL(answer.headers.location ?? '', from), {})
  }

  function call(url: URL, more: Parameters<typeof exchange>[1]): Promise<Answer> {
    const { ca, connect, signal, milliseconds } = options
    return exchange(url, {
      ...more,
      connect,
      signal,
      ...(milliseconds === undefined ? {} : { milliseconds }),
      ...(ca === undefined || url.host !== registry.host ? {} : { tls: { ca } }),
    })
  }
}

function isRedirect({ status, headers }: Answer): boolean {
  return (status === 302 || status === 307) && headers.location !== undefined
}
