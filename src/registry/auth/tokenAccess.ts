import { createHash } from 'node:crypto'
import { parseRepository } from '../oci/index.ts'
import type { Access, Presented, TokenRequest, Verb } from './access.ts'
import { type BearerRealm, basicChallenge, bearerChallenge, invalidToken } from './challenges.ts'
import { parseBasic, parseBearer } from './credentials.ts'
import { allows, allowsCatalog, type Grant, parseScope } from './scope.ts'
import type { Tokens } from './tokens.ts'
import { verifiedOnce } from './verifiedOnce.ts'

export interface TokenAccessOptions {
  /** Signs in by password, and knows the policy. */
  readonly passwords: Access
  readonly tokens: Tokens
  readonly service: string
  /** Where clients get tokens, unless from here. */
  readonly realm: string | undefined
  /** The stored hash of a user's password; undefined for who is no user any more. */
  readonly hashOf: (user: string) => string | undefined
  readonly now?: () => number
}

const ACTIONS: readonly Verb[] = ['pull', 'push', 'delete']

/** The same users and the same policy, with tokens for clients that want them. A password is still taken anywhere. */
export function tokenAccess(options: TokenAccessOptions): Access {
  const { passwords, tokens, service, hashOf, now = Date.now } = options
  const verify = verifiedOnce(token => tokens.verify(token), now)
  const realmOf = ({ base }: Presented): BearerRealm => ({
    realm: options.realm ?? `${base}/auth/token`,
    service,
  })

  return {
    async identify(presented) {
      const token = parseBearer(presented.authorization)
      if (token === undefined) return passwords.identify(presented)
      const subject = await verify(token)
      const isUser = subject?.name === undefined || hashOf(subject.name) !== undefined
      if (subject === undefined || !isUser) throw invalidToken(realmOf(presented))
      return subject
    },

    refusal(subject, verb, repository) {
      // Whom the policy refuses no other token will help: better told so than sent for one.
      const refusal = passwords.refusal(subject, verb, repository)
      if (refusal) return refusal
      const isGranted = subject.grants === undefined || allows(subject.grants, { verb, repository })
      return isGranted ? undefined : { kind: 'signIn' }
    },

    catalog(subject) {
      const isGranted = subject.grants === undefined || allowsCatalog(subject.grants)
      return isGranted ? passwords.catalog(subject) : undefined
    },

    invitation(asked) {
      // A token without a right was got by an earlier invitation to the same place: that is all that was asked for there.
      const isPlace = asked.needs.length === 0 && !asked.catalog
      if (isPlace && parseBearer(asked.presented.authorization) !== undefined) return undefined
      return bearerChallenge(realmOf(asked.presented), asked)
    },

    async tokens(request) {
      const user = await signedIn(request)
      const issuedAt = new Date(now())
      const grants = request.scopes.flatMap(text => granted(user, parseScope(text)))
      const hash = user === undefined ? undefined : hashOf(user)
      const wantsRefresh = request.offline && user !== undefined && hash !== undefined
      return {
        token: await tokens.issue({ user, grants }),
        expiresIn: Math.ceil(tokens.lifetime / 1000),
        issuedAt,
        refreshToken: wantsRefresh
          ? await tokens.issueRefresh(user, fingerprintOf(hash))
          : undefined,
      }
    },
  }

  /** Undefined for who gives no credentials. Throws for wrong ones. */
  async function signedIn(request: TokenRequest): Promise<string | undefined> {
    const { authorization, refreshToken } = request
    if (refreshToken !== undefined) {
      const claims = await tokens.verifyRefresh(refreshToken)
      const hash = claims && hashOf(claims.user)
      if (claims && hash && fingerprintOf(hash) === claims.fingerprint) return claims.user
      throw basicChallenge(service, 'the refresh token is not valid, or not any more')
    }
    if (authorization === undefined) return undefined
    if (parseBasic(authorization) === undefined) {
      throw basicChallenge(service, 'not a user name and a password')
    }
    const subject = await passwords.identify({ authorization, certificate: undefined, base: '' })
    return subject.name
  }

  /** Of what is asked for, what the policy allows now. */
  function granted(user: string | undefined, asked: Grant | undefined): Grant[] {
    if (asked === undefined) return []
    if (allowsCatalog([asked])) return passwords.catalog({ name: user }) ? [asked] : []
    if (asked.type !== 'repository') return []
    const repository = parseRepository(asked.name)
    if (repository === undefined) return []
    const wants = (verb: Verb): boolean =>
      asked.actions.includes(verb) || asked.actions.includes('*')
    const actions = ACTIONS.filter(
      verb => wants(verb) && passwords.refusal({ name: user }, verb, repository) === undefined,
    )
    return actions.length === 0 ? [] : [{ type: 'repository', name: repository, actions }]
  }
}

function fingerprintOf(hash: string): string {
  return createHash('sha256').update(hash).digest('base64url').slice(0, 22)
}
