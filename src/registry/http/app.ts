import type { Access, Presented, Subject } from '../auth/index.ts'
import type { Happening } from '../notify/happening.ts'
import { type ManifestRules, OciError } from '../oci/index.ts'
import type { Blobs, Manifests, Referrers, Repositories, Tags, Uploads } from '../storage/index.ts'
import { authorize } from './authorize.ts'
import { blobHandlers } from './blobs.ts'
import type { Context, Handlers } from './context.ts'
import { withEmptyLayer } from './emptyLayer.ts'
import { json } from './json.ts'
import { listingHandlers } from './listings.ts'
import { manifestHandlers } from './manifests.ts'
import type { Handler, Reply, Request } from './message.ts'
import type { Kind, Operation } from './operation.ts'
import { referrersHandlers } from './referrers.ts'
import { type PageLimits, parseOperation } from './router.ts'
import type { Schema1 } from './schema1.ts'
import type { UploadStates } from './uploadState.ts'
import { uploadHandlers } from './uploads.ts'
import { baseOf, type UrlOptions, type Urls, urlsFor } from './urls.ts'

/** What the API is made of. */
export interface AppParts {
  readonly urls: UrlOptions
  readonly limits: PageLimits
  readonly rules: ManifestRules
  /** False where nothing may be deleted. */
  readonly deletes: boolean
  readonly access: Access
  readonly repositories: Repositories
  readonly blobs: Blobs
  readonly manifests: Manifests
  readonly schema1: Schema1
  readonly tags: Tags
  readonly referrers: Referrers
  readonly uploads: Uploads
  readonly states: UploadStates
  /** Hears of what clients did. Must not throw. */
  happened(happening: Happening, cause: Cause): void
}

/** Who made something happen, and by which request. */
export interface Cause {
  readonly request: Request
  readonly urls: Urls
  /** Undefined for who has not signed in. */
  readonly user: string | undefined
}

/** The registry API: each request is parsed, its sender identified, its right checked, and then it is handled. */
export function registryApp(parts: AppParts): Handler {
  const { access, deletes } = parts
  const routes = { prefix: parts.urls.prefix, limits: parts.limits }
  const handlers = handlersOf(parts)
  return async function registry(request) {
    const operation = parseOperation(request, routes)
    request.concerns(operation)
    const presented = new Shown(request, parts.urls)
    const subject = await access.identify(presented)
    if (subject.name !== undefined) request.note({ 'auth.user.name': subject.name })
    await authorize({ operation, subject, presented }, access, parts.repositories)
    if (!deletes && DELETIONS.has(operation.kind)) throw new OciError('UNSUPPORTED', NO_DELETES)
    const urls = urlsFor(request, parts.urls)
    return handle(handlers, operation, {
      request,
      urls,
      happened: happening => parts.happened(happening, { request, urls, user: subject.name }),
      may: operation.kind === 'catalog' ? seenBy(access, subject) : mayBy(access, subject),
    })
  }
}

/** What a request shows, read by whoever looks at it. */
class Shown implements Presented {
  readonly #request: Request
  readonly #urls: UrlOptions

  constructor(request: Request, urls: UrlOptions) {
    this.#request = request
    this.#urls = urls
  }

  get authorization(): string | undefined {
    return this.#request.headers['authorization']
  }

  get certificate(): Presented['certificate'] {
    return this.#request.certificate
  }

  get base(): string {
    const { prefix } = this.#urls
    return baseOf(this.#request, { ...this.#urls, relativeurls: false }) + prefix
  }
}

function mayBy(access: Access, subject: Subject): Context['may'] {
  return (verb, repository) => access.refusal(subject, verb, repository) === undefined
}

/** A list of everything is not got by the right to each thing in it. */
function seenBy(access: Access, subject: Subject): Context['may'] {
  const sees = access.catalog(subject)
  return (_, repository) => sees?.(repository) === true
}

const DELETIONS: ReadonlySet<Kind> = new Set<Kind>(['deleteManifest', 'deleteBlob'])
const NO_DELETES = { because: 'storage.delete.enabled is false', detail: 'storage.delete.enabled' }

function handlersOf(parts: AppParts): Handlers<Kind> {
  return {
    ping: async () => json({}),
    ...listingHandlers(parts.repositories, parts.tags),
    ...manifestHandlers(parts),
    ...referrersHandlers(parts.referrers),
    ...blobHandlers(withEmptyLayer(parts.blobs)),
    ...uploadHandlers(parts),
  }
}

function handle(handlers: Handlers<Kind>, operation: Operation, context: Context): Promise<Reply> {
  const handler = handlers[operation.kind]
  // The table pairs each kind with its operation; the compiler can't see that through the union.
  return handler(operation as never, context)
}
