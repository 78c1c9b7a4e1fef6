import { OciError } from '../oci/index.ts'
import type { Asked } from './access.ts'
import { scopesOf } from './scope.ts'

/** The refusal of who has to sign in with a password, by RFC 7617. */
export function basicChallenge(realm: string, because?: string): OciError {
  const error = because === undefined ? '' : ',error="access denied"'
  return unauthorized(`Basic realm="${realm}"${error}`, because)
}

export interface BearerRealm {
  /** Where to get a token. */
  readonly realm: string
  readonly service: string
}

/** The refusal of who has to bring a token, as docker distribution words it. */
export function bearerChallenge({ realm, service }: BearerRealm, asked: Asked): OciError {
  const scopes = scopesOf(asked.needs, asked.catalog)
  const scope = scopes.length === 0 ? '' : `,scope="${scopes.join(' ')}"`
  const hadToken = /^bearer /i.test(asked.presented.authorization ?? '')
  const error = hadToken ? ',error="insufficient_scope"' : ''
  return unauthorized(`Bearer realm="${realm}",service="${service}"${scope}${error}`)
}

/** The refusal of a token that is not good, or not good any more. */
export function invalidToken({ realm, service }: BearerRealm): OciError {
  const challenge = `Bearer realm="${realm}",service="${service}",error="invalid_token"`
  return unauthorized(challenge, 'the token is not valid, or not any more')
}

function unauthorized(challenge: string, because?: string): OciError {
  return new OciError('UNAUTHORIZED', {
    headers: { 'WWW-Authenticate': challenge },
    ...(because === undefined ? {} : { because }),
  })
}
