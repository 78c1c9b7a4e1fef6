import { jwtVerify } from 'jose'
import { z } from 'zod'
import type { AuthConfig } from '../config/index.ts'
import type { Access, Asked, Presented } from './access.ts'
import { type BearerRealm, bearerChallenge, invalidToken } from './challenges.ts'
import { externalKeys } from './externalKeys.ts'
import { allows, type Grant } from './scope.ts'

type TokenConfig = NonNullable<AuthConfig['token']>

/** Nothing symmetric: a public key must never be taken for a secret. */
const SAFE = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
]
const LEEWAY = 60

const claims = z.array(
  z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }),
)

/** Tokens of another issuer say who may do what; docker distribution's `token`. Throws a Fault for files that can't be used. */
export async function externalAccess(config: TokenConfig): Promise<Access> {
  const findKey = await externalKeys(config)
  const chosen = config.signingalgorithms.filter(name => SAFE.includes(name))
  const algorithms = chosen.length > 0 ? chosen : SAFE
  const realmOf = ({ base }: Presented): BearerRealm => ({
    realm: config.autoredirect ? `${base}${config.autoredirectpath}` : config.realm,
    service: config.service,
  })
  return {
    async identify(presented) {
      const { authorization } = presented
      if (authorization === undefined) return { name: undefined }
      const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? []
      const subject = token === undefined ? undefined : await verified(token)
      if (subject === undefined) throw invalidToken(realmOf(presented))
      return subject
    },
    refusal: ({ grants = [] }, verb, repository) =>
      allows(grants, { verb, repository }) ? undefined : { kind: 'signIn' },
    invitation(asked: Asked) {
      const isPlace = asked.needs.length === 0 && !asked.catalog
      const hasToken = asked.presented.authorization !== undefined
      return isPlace && hasToken ? undefined : bearerChallenge(realmOf(asked.presented), asked)
    },
  }

  async function verified(
    token: string,
  ): Promise<{ name: string | undefined; grants: Grant[] } | undefined> {
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms,
        issuer: config.issuer,
        audience: config.service,
        clockTolerance: LEEWAY,
      })
      const grants = claims.safeParse(payload['access'] ?? [])
      return grants.success ? { name: payload.sub || undefined, grants: grants.data } : undefined
    } catch {
      // Whatever is wrong with it, the client needs another one.
      return undefined
    }
  }
}
