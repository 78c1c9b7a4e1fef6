import { type Answer, exchange } from '../../base/exchange.ts'
import { Fault, InterruptedFault, messageOf, UnreachableFault } from '../../base/fault.ts'
import type { Outcome, Result, RunContext } from '../../engine/module/index.ts'
import type { UriArgs } from './uri.ts'
import { bodyOf } from './uriBody.ts'
import { tlsOf } from './uriTls.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 10

/** Makes the request. In check mode only what changes nothing is asked, and no answer is no failure. */
export async function requestUri(wanted: UriArgs, context: RunContext): Promise<Outcome> {
  const { url, method, timeout } = wanted
  const safe = method === 'GET' || method === 'HEAD'
  if (context.check && !safe) return { kind: 'skipped', reason: `would ${method} ${url}` }
  const late = AbortSignal.timeout(timeout * 1000)
  try {
    const signal = AbortSignal.any([context.signal, late])
    return outcomeOf(await ask(wanted, context, signal), wanted, context)
  } catch (error) {
    if (error instanceof UnreachableFault) throw error
    if (context.signal.aborted) throw new InterruptedFault('interrupted', { cause: error })
    const fault = late.aborted
      ? new Fault(`${method} ${url}: no answer within ${timeout} seconds`, { cause: error })
      : error
    if (!context.check) throw fault
    return { kind: 'skipped', reason: messageOf(fault) }
  }
}

function outcomeOf(
  result: Result,
  { method, status_code }: UriArgs,
  { check }: RunContext,
): Outcome {
  const { status, url } = result
  if (status_code.some(code => code === status)) return { kind: 'ok', result }
  const reason = `${method} ${url} was answered with ${status}, not ${status_code.join(' or ')}`
  if (check) return { kind: 'skipped', reason, result }
  return { kind: 'failed', reason, result: { ...result, msg: reason } }
}

async function ask(wanted: UriArgs, context: RunContext, signal: AbortSignal): Promise<Result> {
  const start = Date.now()
  const tls = await tlsOf(wanted, context.remote)
  let { method } = wanted
  let body = bodyOf(wanted)
  let url = new URL(wanted.url)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const headers = headersFor(wanted, url, body?.type)
    const answer = await exchange(url, {
      method,
      headers,
      tls,
      connect: (host, port) => context.remote.connect(host, port),
      milliseconds: wanted.timeout * 1000,
      signal,
      ...(body ? { body: body.bytes } : {}),
    })
    const next = redirectOf(answer, url, method, wanted)
    if (!next) {
      const elapsed = Math.round((Date.now() - start) / 1000)
      return { elapsed, redirected: redirects > 0, ...resultOf(answer, url, wanted) }
    }
    url = next
    if (becomesGet(answer.status, method)) {
      method = 'GET'
      body = undefined
    }
  }
  throw new Fault(`more than ${MOST_REDIRECTS} redirects`)
}

/** As browsers do: what was sent is not sent again to where the answer is. */
function becomesGet(status: number, method: string): boolean {
  return status === 303
    ? method !== 'HEAD'
    : method === 'POST' && (status === 301 || status === 302)
}

function headersFor(
  { headers, url_username, url_password, url }: UriArgs,
  target: URL,
  type: string | undefined,
): Record<string, string> {
  const own = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  const sent: Record<string, string> = { 'accept-encoding': 'identity', ...headers }
  if (type !== undefined && !own.has('content-type')) sent['content-type'] = type
  // Credentials are for the server that they were given for, not for where it sends one.
  if (new URL(url).origin !== target.origin) {
    for (const name of Object.keys(sent))
      if (name.toLowerCase() === 'authorization') delete sent[name]
  } else if (url_username !== undefined && !own.has('authorization')) {
    const pair = Buffer.from(`${url_username}:${url_password ?? ''}`).toString('base64')
    sent['authorization'] = `Basic ${pair}`
  }
  return sent
}

function redirectOf(
  { status, headers }: Answer,
  url: URL,
  method: string,
  { follow_redirects, status_code }: UriArgs,
): URL | undefined {
  const followed =
    follow_redirects === 'all' ||
    (follow_redirects === 'safe' && (method === 'GET' || method === 'HEAD'))
  if (!followed || !REDIRECTS.has(status) || status_code.includes(status)) return undefined
  return headers.location === undefined ? undefined : new URL(headers.location, url)
}

function resultOf(
  { status, headers, body }: Answer,
  url: URL,
  { return_content, status_code }: UriArgs,
): Result {
  const text = body.toString('utf8')
  const shown = return_content || !status_code.includes(status)
  return {
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replaceAll('-', '_'), value]),
    ),
    status,
    url: url.href,
    msg: `OK (${body.length} bytes)`,
    ...(shown ? { content: text } : {}),
    ...jsonOf(headers['content-type'] ?? '', text),
  }
}

function jsonOf(type: string, text: string): Result {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/.test(type)) return {}
  try {
    return { json: JSON.parse(text) }
  } catch {
    // A server that calls something JSON that is none: the text is there for those who asked for it.
    return {}
  }
}
