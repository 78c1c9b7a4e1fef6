import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Settings } from '../config.ts'
import { unauthorized } from '../model/errors.ts'
import type { User } from '../model/user.ts'

const AUTHENTICATED = 'system:authenticated'

/** Finds out who asks: by a bearer token, or else by a certificate. Throws an ApiError for nobody known. */
export function authenticate(request: IncomingMessage, { tokens }: Settings): User {
  const { authorization } = request.headers
  const user = authorization === undefined ? certified(request) : bearer(authorization, tokens)
  if (!user) throw unauthorized()
  return { ...user, groups: [...user.groups, AUTHENTICATED] }
}

function bearer(authorization: string, tokens: Settings['tokens']): User | undefined {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
  const known = tokens.find(({ token }) => token === given)
  return known && { name: known.user, groups: known.groups }
}

function certified({ socket }: IncomingMessage): User | undefined {
  // This server speaks nothing but TLS.
  const secure = socket as TLSSocket
  // A resumed session counts as authorized even if it had no certificate to begin with: the name decides.
  const { CN, O } = secure.getPeerCertificate().subject ?? {}
  if (!secure.authorized || typeof CN !== 'string' || CN === '') return undefined
  return { name: CN, groups: O === undefined ? [] : [O].flat() }
}
