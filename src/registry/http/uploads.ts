import {
  algorithmOf,
  type Digest,
  digestOf,
  OciError,
  parseContentRange,
  type Repository,
} from '../oci/index.ts'
import type {
  Appended,
  Blob,
  Blobs,
  Part,
  Repositories,
  Upload,
  Uploads,
} from '../storage/index.ts'
import { BLOB_TYPE } from './blobs.ts'
import type { Context, Handlers } from './context.ts'
import type { Reply } from './message.ts'
import type { Mount } from './operation.ts'
import type { UploadStates } from './uploadState.ts'

type UploadKinds = 'startUpload' | 'uploadStatus' | 'appendUpload' | 'finishUpload' | 'cancelUpload'

export interface UploadOptions {
  readonly blobs: Blobs
  readonly repositories: Repositories
  readonly uploads: Uploads
  readonly states: UploadStates
}

/** How many repositories are looked into for a blob that is to be mounted from anywhere. */
const MOST_SOURCES = 1000

/** Sending blobs: at once, or in chunks that a client can go on with after a break. */
export function uploadHandlers(options: UploadOptions): Handlers<UploadKinds> {
  const { blobs, repositories, uploads, states } = options
  return {
    async startUpload({ repository, mount, digest }, context) {
      if (mount && (await mountBlob(repository, mount, context))) {
        return created(context, repository, mount.digest)
      }
      const { body } = context.request
      if (digest === undefined || (body.length === 0 && !isOfNothing(digest))) {
        return progress(202, context, await uploads.start(repository), 0)
      }
      const sent = { body: body.stream(), length: body.length }
      const size = await uploads.push(repository, digest, sent)
      pushed(context, repository, { digest, size })
      return created(context, repository, digest)
    },

    async uploadStatus({ repository, id }, context) {
      const upload = await find(repository, id)
      const size = await uploads.sizeOf(upload, toldIn(upload, context))
      return progress(204, context, upload, size)
    },

    async appendUpload({ repository, id }, context) {
      const upload = await find(repository, id)
      const part = { ...placed(upload, context), body: context.request.body.stream() }
      const size = sizeAfter(await uploads.append(upload, part), upload, context)
      return progress(202, context, upload, size)
    },

    async finishUpload({ repository, id, digest }, context) {
      const upload = await find(repository, id)
      const { body } = context.request
      const last = {
        ...placed(upload, context),
        body: body.length === 0 ? undefined : body.stream(),
      }
      const size = sizeAfter(await uploads.finish(upload, digest, last), upload, context)
      pushed(context, repository, { digest, size })
      return created(context, repository, digest)
    },

    async cancelUpload({ repository, id }) {
      await uploads.cancel(await find(repository, id))
      return { status: 204, headers: { 'Docker-Upload-UUID': id } }
    },
  }

  /** True when there was a repository to take the blob from that the client may pull from. */
  async function mountBlob(
    repository: Repository,
    { from, digest }: Mount,
    { may, happened }: Context,
  ): Promise<boolean> {
    if (!(await blobs.isStored(digest))) return false
    for (const source of from ? [from] : await someOf(repositories)) {
      const blob = may('pull', source) ? await blobs.stat(source, digest) : undefined
      if (blob === undefined) continue
      await blobs.keep(source, digest)
      await blobs.link(repository, digest)
      happened({ action: 'mount', repository, from: source, mediaType: BLOB_TYPE, ...blob })
      return true
    }
    return false
  }

  async function find(repository: Repository, id: string): Promise<Upload> {
    const upload = await uploads.find(repository, id)
    if (upload === undefined) throw new OciError('BLOB_UPLOAD_UNKNOWN', { detail: { id } })
    return upload
  }

  /** Where the client says that the body belongs. */
  function placed(upload: Upload, { request }: Context): Omit<Part, 'body'> {
    const { body, headers, query } = request
    const range = parseContentRange(headers['content-range'])
    const told = states.offsetIn(query.get('_state'), upload)
    const length = range && range.end - range.start + 1
    if (length !== undefined && body.length !== undefined && length !== body.length) {
      throw new OciError('SIZE_INVALID', { detail: { range: length, length: body.length } })
    }
    return { at: range?.start ?? told, length: body.length }
  }

  /** How many bytes the client was told are there; who asks how many there are needs no state. */
  function toldIn(upload: Upload, { request }: Context): number | undefined {
    try {
      return states.offsetIn(request.query.get('_state'), upload)
    } catch {
      // A forged one says nothing.
      return undefined
    }
  }

  function sizeAfter({ kind, size }: Appended, upload: Upload, context: Context): number {
    if (kind === 'appended') return size
    throw new OciError('RANGE_INVALID', {
      because: `the upload has ${size} bytes`,
      headers: progressHeaders(context, upload, size),
    })
  }

  function progress(status: number, context: Context, upload: Upload, size: number): Reply {
    return { status, headers: progressHeaders(context, upload, size) }
  }

  function progressHeaders({ urls }: Context, upload: Upload, size: number) {
    return {
      Location: urls.upload(upload.repository, upload.id, states.issue(upload, size)),
      Range: `0-${Math.max(0, size - 1)}`,
      'Docker-Upload-UUID': upload.id,
    }
  }
}

function pushed({ happened }: Context, repository: Repository, blob: Blob): void {
  happened({ action: 'push', repository, mediaType: BLOB_TYPE, ...blob })
}

async function someOf(repositories: Repositories): Promise<readonly Repository[]> {
  const found: Repository[] = []
  for await (const repository of repositories.all()) {
    if (found.push(repository) === MOST_SOURCES) break
  }
  return found
}

function created({ urls }: Context, repository: Repository, digest: Digest): Reply {
  return {
    status: 201,
    headers: {
      Location: urls.blob(repository, digest),
      'Docker-Content-Digest': digest,
      'Content-Length': 0,
    },
  }
}

function isOfNothing(digest: Digest): boolean {
  return digest === digestOf(new Uint8Array(), algorithmOf(digest))
}
