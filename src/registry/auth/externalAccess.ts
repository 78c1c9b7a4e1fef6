import { jwtVerify } from 'jose'
import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { AuthConfig } from '../config/index.ts'
import type { Access, Presented } from './access.ts'
import { type BearerRealm, bearerChallenge, invalidToken } from './challenges.ts'
import { parseBearer } from './credentials.ts'
import { externalKeys } from './externalKeys.ts'
import { allows, allowsCatalog } from './scope.ts'
import { type Verified, verifiedOnce } from './verifiedOnce.ts'

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
/** Clocks of several machines differ by this much at most, in seconds. */
const LEEWAY = 60

const claims = z.array(
  z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }),
)

/** Tokens of another issuer say who may do what; docker distribution's `token`. Throws a Fault for what can't be used. */
export async function externalAccess(
  config: TokenConfig,
  now: () => number = Date.now,
): Promise<Access> {
  const findKey = await externalKeys(config, now)
  const algorithms = algorithmsIn(config)
  const verify = verifiedOnce(verified, now)
  const realmOf = ({ base }: Presented): BearerRealm => ({
    realm: config.autoredirect ? `${base}${config.autoredirectpath}` : config.realm,
    service: config.service,
  })
  return {
    async identify(presented) {
      const token = parseBearer(presented.authorization)
      if (token === undefined) return { name: undefined }
      const subject = await verify(token)
      if (subject === undefined) throw invalidToken(realmOf(presented))
      return subject
    },
    refusal: ({ grants = [] }, verb, repository) =>
      allows(grants, { verb, repository }) ? undefined : { kind: 'signIn' },
    catalog: ({ grants = [] }) => (allowsCatalog(grants) ? () => true : undefined),
    invitation(asked) {
      const isPlace = asked.needs.length === 0 && !asked.catalog
      const hasToken = parseBearer(asked.presented.authorization) !== undefined
      return isPlace && hasToken ? undefined : bearerChallenge(realmOf(asked.presented), asked)
    },
  }

  async function verified(token: string): Promise<Verified | undefined> {
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms,
        issuer: config.issuer,
        audience: config.service,
        clockTolerance: LEEWAY,
        currentDate: new Date(now()),
      })
      const grants = claims.safeParse(payload['access'] ?? [])
      if (payload.exp === undefined || !grants.success) return undefined
      const expires = (payload.exp + LEEWAY) * 1000
      return { name: payload.sub || undefined, grants: grants.data, expires }
    } catch {
      // Whatever is wrong with it, the client needs another one.
      return undefined
    }
  }
}

function algorithmsIn({ signingalgorithms }: TokenConfig): string[] {
  const unsafe = signingalgorithms.find(name => !SAFE.includes(name))
  if (unsafe === undefined) return signingalgorithms.length > 0 ? signingalgorithms : SAFE
  const what = `"${unsafe}" is not accepted${didYouMean(unsafe, SAFE)}`
  throw new Fault(`config: auth.token.signingalgorithms: ${what}`, {
    hint: `accepted are ${SAFE.join(', ')}`,
  })
}
