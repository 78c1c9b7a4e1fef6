import type { Verb } from '../auth/index.ts'
import type { Happening } from '../notify/happening.ts'
import type { Repository } from '../oci/index.ts'
import type { Reply, Request } from './message.ts'
import type { Kind, OperationOf } from './operation.ts'
import type { Urls } from './urls.ts'

/** What a handler knows beside its operation. */
export interface Context {
  readonly request: Request
  readonly urls: Urls
  /** For what is offered rather than asked for: whether the client may do something with another repository. */
  may(verb: Verb, repository: Repository): boolean
  /** Tells whoever wants to hear of what was done. */
  happened(happening: Happening): void
}

/** The handlers of some kinds of operation. They are called only for what is permitted. */
export type Handlers<K extends Kind> = {
  readonly [Each in K]: (operation: OperationOf<Each>, context: Context) => Promise<Reply>
}
