import {
  algorithmOf,
  type Digest,
  digestOf,
  OciError,
  parseContentRange,
  type Repository,
} from '../oci/index.ts'
import type { Blobs, Upload, Uploads } from '../storage/index.ts'
import type { Context, Handlers } from './context.ts'
import type { Reply } from './message.ts'
import type { Mount } from './operation.ts'
import type { UploadStates } from './uploadState.ts'

type UploadKinds = 'startUpload' | 'uploadStatus' | 'appendUpload' | 'finishUpload' | 'cancelUpload'

export interface UploadOptions {
  readonly blobs: Blobs
  readonly uploads: Uploads
  readonly states: UploadStates
}

/** Sending blobs: at once, or in chunks that a client can go on with after a break. */
export function uploadHandlers({ blobs, uploads, states }: UploadOptions): Handlers<UploadKinds> {
  return {
    async startUpload({ repository, mount, digest, algorithm }, context) {
      if (mount && (await mountBlob(repository, mount, context))) {
        return created(context, repository, mount.digest)
      }
      const upload = await uploads.start(repository)
      const { body } = context.request
      if (digest === undefined || (body.length === 0 && !isOfNothing(digest))) {
        return progress(202, context, upload, 0)
      }
      try {
        await uploads.append(upload, { body: body.stream(), algorithm })
        await uploads.finish(upload, digest)
      } catch (error) {
        // The client was never told of this upload: nobody could go on with it.
        await uploads.cancel(upload)
        throw error
      }
      return created(context, repository, digest)
    },

    async uploadStatus({ repository, id }, context) {
      const upload = await find(repository, id)
      return progress(204, context, upload, await uploads.sizeOf(upload))
    },

    async appendUpload({ repository, id }, context) {
      const upload = await find(repository, id)
      return progress(202, context, upload, await append(upload, context))
    },

    async finishUpload({ repository, id, digest }, context) {
      const upload = await find(repository, id)
      if (context.request.body.length !== 0) await append(upload, context)
      await uploads.finish(upload, digest)
      return created(context, repository, digest)
    },

    async cancelUpload({ repository, id }) {
      await uploads.cancel(await find(repository, id))
      return { status: 204, headers: { 'Docker-Upload-UUID': id } }
    },
  }

  /** True when the other repository has the blob and the client may pull from there. */
  async function mountBlob(
    repository: Repository,
    { from, digest }: Mount,
    { may }: Context,
  ): Promise<boolean> {
    if (!may('pull', from) || !(await blobs.stat(from, digest))) return false
    await blobs.link(repository, digest)
    return true
  }

  async function find(repository: Repository, id: string): Promise<Upload> {
    const upload = await uploads.find(repository, id)
    if (upload === undefined) throw new OciError('BLOB_UPLOAD_UNKNOWN', { detail: { id } })
    return upload
  }

  /** Takes the body where the client says that it belongs, and resolves to the size after it. */
  async function append(upload: Upload, context: Context): Promise<number> {
    const { body, headers, query } = context.request
    const range = parseContentRange(headers['content-range'])
    const told = states.offsetIn(query.get('_state'), upload)
    const length = range && range.end - range.start + 1
    if (length !== undefined && body.length !== undefined && length !== body.length) {
      throw new OciError('SIZE_INVALID', { detail: { range: length, length: body.length } })
    }
    const at = range?.start ?? told
    const { kind, size } = await uploads.append(upload, { body: body.stream(), at })
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
