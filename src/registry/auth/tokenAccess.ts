import { createHash } from 'node:crypto'
import { parseRepository } from '../oci/index.ts'
import type { Access, Presented, Subject, TokenRequest, Verb } from './access.ts'
import { type BearerRealm, basicChallenge, bearerChallenge, invalidToken } from './challenges.ts'
import { parseBasic } from './credentials.ts'
import { allows, type Grant, parseScope } from './scope.ts'
import type { Tokens } from './tokens.ts'

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

/** How many verified tokens are remembered, so that a signature is not paid for at each request. */
const MOST_REMEMBERED = 10_000

const ACTIONS: readonly Verb[] = ['pull', 'push', 'delete']

/** The same users and the same policy, with tokens for clients that want them. A password is still taken anywhere. */
export function tokenAccess(options: TokenAccessOptions): Access {
  const { passwords, tokens, service, hashOf, now = Date.now } = options
  const remembered = new Map<string, Subject & { readonly expires: number }>()
  const realmOf = ({ base }: Presented): BearerRealm => ({
    realm: options.realm ?? `${base}/auth/token`,
    service,
  })

  return {
    async identify(presented) {
      const token = bearerIn(presented.authorization)
      if (token === undefined) return passwords.identify(presented)
      const subject = remembered.get(token) ?? (await verified(token))
      const isUser = subject?.name === undefined || hashOf(subject.name) !== undefined
      if (subject === undefined || subject.expires <= now() || !isUser) {
        remembered.delete(token)
        throw invalidToken(realmOf(presented))
      }
      return subject
    },

    refusal(subject, verb, repository) {
      const isGranted = subject.grants === undefined || allows(subject.grants, { verb, repository })
      return isGranted ? passwords.refusal(subject, verb, repository) : { kind: 'signIn' }
    },

    invitation(asked) {
      // A token without a right was got by an earlier invitation to the same place: that is all that was asked for there.
      const isPlace = asked.needs.length === 0 && !asked.catalog
      if (isPlace && bearerIn(asked.presented.authorization) !== undefined) return undefined
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

  async function verified(token: string) {
    const claims = await tokens.verify(token)
    if (claims === undefined) return undefined
    const { user, grants, expires } = claims
    const subject = { name: user, grants, expires }
    remembered.set(token, subject)
    const [oldest] = remembered.keys()
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    return subject
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
    if (asked?.type === 'registry' && asked.name === 'catalog') return user ? [asked] : []
    if (asked?.type !== 'repository') return []
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

function bearerIn(authorization: string | undefined): string | undefined {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  return token
}

function fingerprintOf(hash: string): string {
  return createHash('sha256').update(hash).digest('base64url').slice(0, 22)
}
