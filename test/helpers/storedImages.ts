import {
  type Digest,
  digestOf,
  MANIFEST_TYPES,
  parseRepository,
  parseTag,
  type Repository,
} from '../../src/registry/oci/index.ts'
import type { Driver } from '../../src/registry/storage/index.ts'
import {
  blobData,
  layerLink,
  referrerLink,
  revisionLink,
  tagCurrentLink,
  tagIndexLink,
} from '../../src/registry/storage/layout.ts'

export interface StoredImage {
  readonly layers?: readonly string[]
  readonly config?: object
  readonly subject?: Digest | undefined
  readonly tag?: string | undefined
}

/** Puts what clients would push straight into a storage, as it ends up there. */
export interface StoredImages {
  readonly driver: Driver
  readonly repository: Repository
  blob(content: string): Promise<Digest>
  image(image: StoredImage): Promise<Digest>
  index(children: readonly Digest[], more?: Pick<StoredImage, 'tag' | 'subject'>): Promise<Digest>
  manifest(content: string, tag?: string, subject?: Digest): Promise<Digest>
  tag(name: string, digest: Digest): Promise<void>
}

/** The images of one repository of a driver. */
export function storedImages(driver: Driver, name: string): StoredImages {
  const repository = parseRepository(name)
  if (repository === undefined) throw new Error(`not a repository: ${name}`)
  const write = (path: string, content: string) =>
    driver.write(path, Buffer.from(content), { durable: false })
  const link = (path: string, digest: Digest) => write(path, digest)
  const images: StoredImages = {
    driver,
    repository,
    async blob(content) {
      const digest = digestOf(Buffer.from(content))
      await write(blobData(digest), content)
      await link(layerLink(repository, digest), digest)
      return digest
    },
    async image({ layers = [], config = {}, subject, tag }) {
      const content = {
        schemaVersion: 2,
        mediaType: MANIFEST_TYPES.ociImage,
        config: await describe(JSON.stringify(config), 'application/vnd.oci.image.config.v1+json'),
        layers: await Promise.all(
          layers.map(layer => describe(layer, 'application/vnd.oci.image.layer.v1.tar')),
        ),
        ...subjectOf(subject),
      }
      return images.manifest(JSON.stringify(content), tag, subject)
    },
    async index(children, { tag, subject } = {}) {
      const mediaType = MANIFEST_TYPES.ociImage
      const manifests = children.map(digest => ({ mediaType, digest, size: 1 }))
      const content = {
        schemaVersion: 2,
        mediaType: MANIFEST_TYPES.ociIndex,
        manifests,
        ...subjectOf(subject),
      }
      return images.manifest(JSON.stringify(content), tag, subject)
    },
    async manifest(content, tag, subject) {
      const digest = digestOf(Buffer.from(content))
      await write(blobData(digest), content)
      await link(revisionLink(repository, digest), digest)
      if (subject) await link(referrerLink(repository, subject, digest), digest)
      if (tag !== undefined) await images.tag(tag, digest)
      return digest
    },
    async tag(name, digest) {
      const tag = parseTag(name)
      if (tag === undefined) throw new Error(`not a tag: ${name}`)
      await link(tagIndexLink(repository, tag, digest), digest)
      await link(tagCurrentLink(repository, tag), digest)
    },
  }
  return images

  async function describe(content: string, mediaType: string) {
    return { mediaType, digest: await images.blob(content), size: Buffer.byteLength(content) }
  }

  function subjectOf(digest: Digest | undefined) {
    return digest ? { subject: { mediaType: MANIFEST_TYPES.ociImage, digest, size: 1 } } : {}
  }
}
