import { setTimeout } from 'node:timers/promises'
import { type Answer, type Connect, exchange } from '../base/exchange.ts'
import type { Credentials } from './credentials.ts'
import { faultOf } from './fault.ts'

export interface ClientOptions {
  /** Without one, requests are made from this machine. */
  readonly connect?: Connect | undefined
  /** For each request. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal
}

export interface Request {
  /** Below the server's address. */
  readonly path: string
  /** What this is for, as the beginning of a message. */
  readonly doing: string
  readonly method?: string
  readonly body?: unknown
  readonly type?: string
  readonly query?: Query
  /** Statuses that are an answer, not a failure, beside those below 300. */
  readonly allow?: readonly number[]
}

export type Query = Readonly<Record<string, string | undefined>>

const ATTEMPTS = 5

/** Sends a request, asks again while the server is too busy, and throws a ClusterFault for what it refuses. */
export async function send(
  credentials: Credentials,
  options: ClientOptions,
  request: Request,
): Promise<Answer> {
  for (let left = ATTEMPTS; ; left--) {
    const answer = await sendOnce(credentials, options, request)
    if (answer.status < 300 || request.allow?.includes(answer.status)) return answer
    const pause = left > 1 ? pauseAsked(answer) : undefined
    if (pause === undefined) throw faultOf(request.doing, answer)
    await setTimeout(pause, undefined, { signal: options.signal })
  }
}

function sendOnce(
  credentials: Credentials,
  options: ClientOptions,
  { path, query = {}, method = 'GET', body, type = 'application/json' }: Request,
): Promise<Answer> {
  const url = new URL(path, credentials.server)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value)
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': type } }
  return exchange(url, {
    ...options,
    ...content,
    method,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'wharfinger',
      ...credentials.headers,
      ...content.headers,
    },
    tls: credentials.tls,
    agent: credentials.agent,
  })
}

/** Milliseconds after which a busy server (429, or 503 and 504 with Retry-After) wants to be asked again. */
function pauseAsked({ status, headers }: Answer): number | undefined {
  const seconds = Number(headers['retry-after'])
  if (status !== 429 && !((status === 503 || status === 504) && seconds >= 0)) return undefined
  return Math.min(Number.isFinite(seconds) ? seconds : 1, 30) * 1000
}
