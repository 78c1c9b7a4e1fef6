import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Grant } from './scope.ts'
import type { SigningKey } from './signingKey.ts'
import type { Verified } from './verifiedOnce.ts'

export interface TokensOptions {
  readonly key: SigningKey
  readonly issuer: string
  readonly service: string
  /** In milliseconds. */
  readonly lifetime: number
  readonly now?: () => Date
}

/** What a token is to say of who has it. */
export interface TokenClaims {
  /** Undefined for who has not signed in. */
  readonly user: string | undefined
  readonly grants: readonly Grant[]
}

/** Clocks of several machines differ by this much at most, in seconds. */
const LEEWAY = 60
/** Refresh tokens are good until the password changes, but not for ever. In seconds. */
const REFRESHABLE_FOR = 90 * 86_400

const grants = z.array(
  z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }),
)

/** Signs tokens as docker distribution's clients know them (JWT, RFC 7519), and verifies them. */
export class Tokens {
  readonly lifetime: number
  readonly #options: TokensOptions

  constructor(options: TokensOptions) {
    this.#options = options
    this.lifetime = options.lifetime
  }

  issue({ user, grants }: TokenClaims): Promise<string> {
    const access = grants.map(({ type, name, actions }) => ({ type, name, actions }))
    return this.#sign({ access }, user, Math.ceil(this.lifetime / 1000))
  }

  /** A token for further tokens. It names the password that it was given for by a fingerprint. */
  issueRefresh(user: string, fingerprint: string): Promise<string> {
    return this.#sign({ refresh: fingerprint }, user, REFRESHABLE_FOR)
  }

  /** What a token says, and until when it may be believed; undefined for one that is not ours or not good any more. */
  async verify(token: string): Promise<Verified | undefined> {
    const payload = await this.#payload(token)
    const access = grants.safeParse(payload?.['access'])
    if (payload?.exp === undefined || !access.success) return undefined
    const expires = (payload.exp + LEEWAY) * 1000
    return { name: payload.sub || undefined, grants: access.data, expires }
  }

  /** The user and the fingerprint of a token for further tokens. */
  async verifyRefresh(token: string): Promise<{ user: string; fingerprint: string } | undefined> {
    const payload = await this.#payload(token)
    const fingerprint = payload?.['refresh']
    if (typeof fingerprint !== 'string' || !payload?.sub) return undefined
    return { user: payload.sub, fingerprint }
  }

  #sign(claims: Record<string, unknown>, user: string | undefined, seconds: number) {
    const { key, issuer, service } = this.#options
    const now = Math.floor(this.#now().getTime() / 1000)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.id })
      .setIssuer(issuer)
      .setAudience(service)
      .setSubject(user ?? '')
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + seconds)
      .sign(key.private)
  }

  async #payload(token: string) {
    const { key, issuer, service } = this.#options
    try {
      const { payload } = await jwtVerify(token, key.public, {
        algorithms: [key.algorithm],
        issuer,
        audience: service,
        clockTolerance: LEEWAY,
        currentDate: this.#now(),
      })
      return payload
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
      throw error
    }
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date()
  }
}
