import type { GivenToken, TokenGiver } from '../auth/index.ts'
import { OciError } from '../oci/index.ts'
import { json } from './json.ts'
import type { Middleware, Reply, Request } from './message.ts'

/** A form of this size holds any scopes that a client may want. */
const LARGEST_FORM = 64 * 1024

/**
 * Gives tokens at `/auth/token`, where docker distribution's clients are sent, and at `/openshift/token`, where the OpenShift
 * registry has them: by GET, and by POST as OAuth 2.
 */
export function tokenGate(give: TokenGiver | undefined, prefix: string): Middleware {
  if (give === undefined) return next => next
  const [auth, openshift] = [`${prefix}/auth/token`, `${prefix}/openshift/token`]
  return next =>
    async function tokenGate(request) {
      const { path } = request
      const isOurs = path === auth || path.startsWith(openshift)
      return isOurs ? tokenFor(request, give) : next(request)
    }
}

async function tokenFor(request: Request, give: TokenGiver): Promise<Reply> {
  if (request.method === 'POST') return oauth(request, give)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new OciError('UNSUPPORTED', { headers: { Allow: 'GET, HEAD, POST' } })
  }
  const given = await give({
    authorization: request.headers['authorization'],
    scopes: scopesIn(request.query),
    offline: request.query.get('offline_token') === 'true',
  })
  return answer(given)
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
