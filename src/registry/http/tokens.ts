import type { GivenToken, TokenGiver } from '../auth/index.ts'
import { OciError } from '../oci/index.ts'
import { json } from './json.ts'
import type { Middleware, Reply, Request } from './message.ts'

/** A form of this size holds any scopes that a client may want. */
const LARGEST_FORM = 64 * 1024

/**
 * Gives tokens at `/auth/token`, as docker distribution specifies (by GET, and by POST as OAuth 2), and at
 * `/openshift/token`, as the OpenShift registry has it.
 */
export function tokenGate(give: TokenGiver | undefined): Middleware {
  if (give === undefined) return next => next
  return next =>
    async function tokenGate(request) {
      if (request.path === '/auth/token') return auth(request, give)
      if (request.path.startsWith('/openshift/token')) return openshift(request, give)
      return next(request)
    }
}

async function auth(request: Request, give: TokenGiver): Promise<Reply> {
  if (request.method === 'POST') return oauth(request, give)
  mustBeGet(request, 'GET, HEAD, POST')
  const given = await give({
    authorization: request.headers['authorization'],
    scopes: scopesIn(request.query),
    offline: request.query.get('offline_token') === 'true',
  })
  return answer(given)
}

async function openshift(request: Request, give: TokenGiver): Promise<Reply> {
  mustBeGet(request, 'GET, HEAD')
  const authorization = request.headers['authorization']
  return answer(await give({ authorization, scopes: scopesIn(request.query), offline: false }))
}

async function oauth(request: Request, give: TokenGiver): Promise<Reply> {
  const form = await formIn(request)
  const scopes = scopesIn(form)
  const offline = form.get('access_type') === 'offline'
  const kind = form.get('grant_type')
  if (kind === 'refresh_token') {
    const refreshToken = form.get('refresh_token') ?? ''
    return answer(await give({ authorization: undefined, scopes, offline, refreshToken }))
  }
  if (kind === 'password') {
    const credentials = `${form.get('username') ?? ''}:${form.get('password') ?? ''}`
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    return answer(await give({ authorization, scopes, offline }))
  }
  throw new OciError('UNSUPPORTED', {
    status: 400,
    because: 'grant_type must be password or refresh_token',
  })
}

function answer({ token, expiresIn, issuedAt, refreshToken }: GivenToken): Reply {
  const content = {
    token,
    access_token: token,
    expires_in: expiresIn,
    issued_at: issuedAt.toISOString(),
    ...(refreshToken && { refresh_token: refreshToken }),
  }
  return json(content, { headers: { 'Cache-Control': 'no-store' } })
}

/** Clients repeat the parameter, or put several scopes into one. */
function scopesIn(query: URLSearchParams): string[] {
  return query.getAll('scope').flatMap(text => text.split(' ').filter(scope => scope !== ''))
}

function mustBeGet({ method }: Request, allow: string): void {
  if (method === 'GET' || method === 'HEAD') return
  throw new OciError('UNSUPPORTED', { headers: { Allow: allow } })
}

async function formIn({ body }: Request): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body.stream()) {
    size += chunk.length
    if (size > LARGEST_FORM) throw new OciError('SIZE_INVALID', { status: 413 })
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
