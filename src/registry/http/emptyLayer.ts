import { EMPTY_LAYER, EMPTY_LAYER_DIGEST } from '../oci/index.ts'
import type { Blobs } from '../storage/index.ts'

/**
 * The same blobs, and the empty layer in each repository: images that are described in the first schema refer to it, whether
 * or not somebody has ever pushed it.
 */
export function withEmptyLayer(blobs: Blobs): Blobs {
  return {
    ...blobs,
    async stat(repository, digest) {
      const blob = await blobs.stat(repository, digest)
      if (blob !== undefined || digest !== EMPTY_LAYER_DIGEST) return blob
      return { digest, size: EMPTY_LAYER.length }
    },
    async open(blob, range) {
      if (blob.digest !== EMPTY_LAYER_DIGEST) return blobs.open(blob, range)
      return range ? EMPTY_LAYER.subarray(range.start, range.end + 1) : EMPTY_LAYER
    },
  }
}
