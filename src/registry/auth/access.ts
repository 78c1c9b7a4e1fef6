import type { OciError, Repository } from '../oci/index.ts'

/** Who asks. */
export interface Subject {
  /** Undefined for who has not signed in. */
  readonly name: string | undefined
}

/** What can be done with a repository. `create` is the first manifest of a new one. */
export type Verb = 'pull' | 'push' | 'create' | 'delete'

/** Decides who asks and what they may do. Handlers hold no policy; this is all of it. */
export interface Access {
  /** Who sent an Authorization header, or nobody in particular without one. Throws OciError for wrong credentials. */
  identify(authorization: string | undefined): Promise<Subject>
  /** Why the subject may not, or undefined when it may. */
  refusal(subject: Subject, verb: Verb, repository: Repository): OciError | undefined
  /** What to tell who has not signed in, so that it does; undefined where there is nothing to sign in to. */
  invitation(): OciError | undefined
}

/** Lets everyone do everything: for a registry without an `auth` section. */
export function openAccess(): Access {
  return {
    identify: async () => ({ name: undefined }),
    refusal: () => undefined,
    invitation: () => undefined,
  }
}
