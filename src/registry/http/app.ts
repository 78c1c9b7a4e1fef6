import type { Access } from '../auth/index.ts'
import type { HttpConfig } from '../config/index.ts'
import type { Blobs, Manifests, Repositories, Tags, Uploads } from '../storage/index.ts'
import { authorize } from './authorize.ts'
import { blobHandlers } from './blobs.ts'
import type { Context, Handlers } from './context.ts'
import { json } from './json.ts'
import { listingHandlers } from './listings.ts'
import { manifestHandlers } from './manifests.ts'
import type { Handler, Reply } from './message.ts'
import type { Kind, Operation } from './operation.ts'
import { parseOperation } from './router.ts'
import type { UploadStates } from './uploadState.ts'
import { uploadHandlers } from './uploads.ts'
import { urlsFor } from './urls.ts'

/** What the API is made of. */
export interface AppParts {
  readonly config: HttpConfig
  readonly access: Access
  readonly repositories: Repositories
  readonly blobs: Blobs
  readonly manifests: Manifests
  readonly tags: Tags
  readonly uploads: Uploads
  readonly states: UploadStates
}

/** The registry API: each request is parsed, its sender identified, its right checked, and then it is handled. */
export function registryApp(parts: AppParts): Handler {
  const { access, config } = parts
  const handlers = handlersOf(parts)
  return async function registry(request) {
    const operation = parseOperation(request)
    request.concerns(operation.kind)
    const subject = await access.identify(request.headers['authorization'])
    if (subject.name !== undefined) request.note({ 'auth.user.name': subject.name })
    await authorize(operation, subject, access, parts.repositories)
    return handle(handlers, operation, {
      request,
      urls: urlsFor(request, config),
      may: (verb, repository) => access.refusal(subject, verb, repository) === undefined,
    })
  }
}

function handlersOf(parts: AppParts): Handlers<Kind> {
  return {
    ping: async () => json({}),
    ...listingHandlers(parts.repositories, parts.tags),
    ...manifestHandlers(parts.manifests),
    ...blobHandlers(parts.blobs),
    ...uploadHandlers(parts),
  }
}

function handle(handlers: Handlers<Kind>, operation: Operation, context: Context): Promise<Reply> {
  const handler = handlers[operation.kind]
  // The table pairs each kind with its operation; the compiler can't see that through the union.
  return handler(operation as never, context)
}
