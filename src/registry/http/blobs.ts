import { OciError, parseRange } from '../oci/index.ts'
import type { Blobs } from '../storage/index.ts'
import { etag, isKnownTo, wantedRange } from './conditional.ts'
import type { Handlers } from './context.ts'

/** A year: what a digest names never changes. */
const CACHE_CONTROL = 'max-age=31536000'

/** Reading blobs, whole or in part. */
export function blobHandlers(blobs: Blobs): Handlers<'getBlob'> {
  return {
    async getBlob({ repository, digest }, { request }) {
      const blob = await blobs.stat(repository, digest)
      if (blob === undefined) throw new OciError('BLOB_UNKNOWN', { detail: digest })
      const headers = {
        'Content-Type': 'application/octet-stream',
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
      return { ...reply, body }
    },
  }
}
