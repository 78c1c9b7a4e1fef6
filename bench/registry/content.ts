import { createHash, randomBytes } from 'node:crypto'

export const MEGABYTES_64 = 64 * 1024 * 1024

/** A blob to push: pieces of memory that may be shared with other blobs. */
export interface Blob {
  readonly digest: string
  readonly size: number
  readonly parts: readonly Buffer[]
}

let made = 0
const common = randomBytes(MEGABYTES_64)

/** A blob that no registry has seen. */
export function freshBlob(size: number): Blob {
  const mark = Buffer.alloc(16)
  mark.writeUInt32LE(++made)
  const parts = [mark, common.subarray(0, size - mark.length)]
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return { digest: `sha256:${hash.digest('hex')}`, size, parts }
}

const TYPE = 'application/vnd.docker.distribution.manifest.v2+json'

/** A manifest of an image whose config and only layer are one blob. */
export function manifestOf({ digest, size }: Blob): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPE,
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest, size },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', digest, size }],
    }),
  )
}

/** The headers that go with a manifest. */
export const MANIFEST_HEADERS = { 'Content-Type': TYPE }
export const ACCEPT = { Accept: TYPE }
