import { OciError, parseRange } from '../oci/index.ts'
import type { Blobs } from '../storage/index.ts'
import { etag, isKnownTo, wantedRange } from './conditional.ts'
import type { Handlers } from './context.ts'

/** A year: what a digest names never changes. */
const CACHE_CONTROL = 'max-age=31536000'

/** What a blob is, as far as a registry knows. */
export const BLOB_TYPE = 'application/octet-stream'

/** Reading blobs, whole or in part, and taking them out of a repository. */
export function blobHandlers(blobs: Blobs): Handlers<'getBlob' | 'deleteBlob'> {
  return {
    async getBlob({ repository, digest }, { request, may, happened }) {
      const blob = await blobs.stat(repository, digest)
      if (blob === undefined) throw new OciError('BLOB_UNKNOWN', { detail: digest })
      // Who may push takes this for a promise, and doesn't send it again.
      if (may('push', repository)) await blobs.keep(repository, digest)
      const headers = {
        'Content-Type': BLOB_TYPE,
        'Docker-Content-Digest': digest,
        Etag: etag(digest),
        'Accept-Ranges': 'bytes',
        'Cache-Control': CACHE_CONTROL,
      }
      if (isKnownTo(request, digest)) return { status: 304, headers }
      const range = parseRange(wantedRange(request, digest), blob.size)
      const reply = range
        ? {
            status: 206,
            headers: {
              ...headers,
              'Content-Length': range.end - range.start + 1,
              'Content-Range': `bytes ${range.start}-${range.end}/${blob.size}`,
            },
          }
        : { status: 200, headers: { ...headers, 'Content-Length': blob.size } }
      if (request.method === 'HEAD') return reply
      const body = await blobs.open(blob, range)
      if (body === undefined) throw new OciError('BLOB_UNKNOWN', { detail: digest })
      happened({ action: 'pull', repository, digest, mediaType: BLOB_TYPE, size: blob.size })
      return { ...reply, body }
    },

    async deleteBlob({ repository, digest }, { happened }) {
      if (!(await blobs.unlink(repository, digest))) {
        throw new OciError('BLOB_UNKNOWN', { detail: digest })
      }
      happened({ action: 'delete', repository, digest })
      return { status: 202 }
    },
  }
}
