import type { OciError, Repository } from '../oci/index.ts'
import type { Grant } from './scope.ts'

/** A verified certificate that a client showed when it connected. */
export interface ClientCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
}

/** What a request shows of who sent it. */
export interface Presented {
  /** The Authorization header. */
  readonly authorization: string | undefined
  readonly certificate: ClientCertificate | undefined
  /** The URL by which the client reaches this registry, without a slash at the end: where it may be sent for a token. */
  readonly base: string
}

/** Who asks. */
export interface Subject {
  /** Undefined for who has not signed in. */
  readonly name: string | undefined
  readonly groups?: readonly string[]
  /** What the token allows that was shown; undefined where there was none. */
  readonly grants?: readonly Grant[]
}

/** What can be done with a repository. `create` is the first manifest of a new one. */
export type Verb = 'pull' | 'push' | 'create' | 'delete'

/** Something to be done with a repository. */
export interface Need {
  readonly verb: Verb
  readonly repository: Repository
}

/** Why a subject may not: it would have to sign in, or to bring another token; or it never may. */
export type Refusal =
  | { readonly kind: 'signIn' }
  | { readonly kind: 'denied'; readonly error: OciError }

/** True for a repository that somebody may know of. */
export type Sees = (repository: Repository) => boolean

/** What somebody would have to sign in for. */
export interface Asked {
  readonly needs: readonly Need[]
  /** True for the list of all repositories. */
  readonly catalog?: boolean
  readonly presented: Presented
}

/** Decides who asks and what they may do. Handlers hold no policy; this is all of it. */
export interface Access {
  /** Who sent a request, or nobody in particular where it doesn't tell. Throws OciError for wrong credentials. */
  identify(presented: Presented): Promise<Subject>
  /** Why the subject may not, or undefined when it may. */
  refusal(subject: Subject, verb: Verb, repository: Repository): Refusal | undefined
  /** Which repositories the list of all shows the subject; undefined when it has to sign in for that, or to bring another token. */
  catalog(subject: Subject): Sees | undefined
  /** What to tell who has to sign in, so that it does; undefined where there is nothing to sign in to. */
  invitation(asked: Asked): OciError | undefined
  /** Gives tokens; undefined where nobody gives any here. */
  readonly tokens?: TokenGiver
}

/** What a client asks a token for. */
export interface TokenRequest {
  readonly authorization: string | undefined
  /** As in `repository:demo/app:pull,push`. */
  readonly scopes: readonly string[]
  /** True when the client wants something that it can have further tokens for. */
  readonly offline: boolean
  /** Instead of a password. */
  readonly refreshToken?: string | undefined
}

/** A token and how long it is good. */
export interface GivenToken {
  readonly token: string
  /** In seconds. */
  readonly expiresIn: number
  readonly issuedAt: Date
  readonly refreshToken: string | undefined
}

/** Gives who signs in a token for what it may do of what it asks for. Throws OciError for wrong credentials. */
export type TokenGiver = (request: TokenRequest) => Promise<GivenToken>

/** Lets everyone do everything: for a registry without an `auth` section. */
export function openAccess(): Access {
  return {
    identify: async () => ({ name: undefined }),
    refusal: () => undefined,
    catalog: () => () => true,
    invitation: () => undefined,
  }
}
