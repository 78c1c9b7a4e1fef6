import type { Digest, Repository } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { blobData, layerLink, referrers, revisionLink } from '../layout.ts'
import { eachOf } from './eachOf.ts'
import { configIn, type Image, type ImageConfig, kindOf } from './images.ts'
import { blobsOf, type Part, type References } from './references.ts'
import { readReferences } from './survey.ts'
import { digestsBelow, repositoriesIn } from './walk.ts'

/** A blob of an image, and where it is. */
export interface InspectedBlob {
  readonly digest: Digest
  readonly mediaType: string | undefined
  /** As stored; undefined where it is missing. */
  readonly size: number | undefined
  readonly data: string
  readonly link: string
  /** Other repositories that link it. */
  readonly others: readonly Repository[]
}

/** A manifest with all that it leads to. */
export interface InspectedManifest {
  readonly digest: Digest
  readonly mediaType: string | undefined
  readonly artifactType: string | undefined
  readonly kind: Image['kind'] | 'missing'
  readonly platform: string | undefined
  readonly size: number | undefined
  readonly data: string
  readonly link: string
  readonly subject: Digest | undefined
  readonly config: ImageConfig | undefined
  readonly blobs: readonly InspectedBlob[]
  readonly children: readonly InspectedManifest[]
  /** Manifests of the repository that have this one as their subject. */
  readonly referrers: readonly Digest[]
}

const UNREAD = {
  mediaType: undefined,
  artifactType: undefined,
  subject: undefined,
  config: undefined,
  blobs: [],
  children: [],
  referrers: [],
}

/** An index that lists itself, however indirectly, can't be made; one this deep isn't made by anybody. */
const DEEPEST = 8

/** Looks at a manifest of a repository and everything below it. */
export async function inspectManifest(
  driver: Driver,
  repository: Repository,
  digest: Digest,
): Promise<InspectedManifest> {
  const all: Repository[] = []
  for await (const other of repositoriesIn(driver)) if (other !== repository) all.push(other)
  return inspect(digest, undefined, DEEPEST)

  async function inspect(
    digest: Digest,
    platform: string | undefined,
    depth: number,
  ): Promise<InspectedManifest> {
    const data = blobData(digest)
    const size = (await driver.stat(data))?.size
    const places = { data, link: revisionLink(repository, digest) }
    const references = await readReferences(driver, digest).catch(() => undefined)
    if (references === undefined) {
      const kind = size === undefined ? 'missing' : 'unreadable'
      return { ...UNREAD, digest, platform, kind, size, ...places }
    }
    const { mediaType, artifactType, subject, config } = references
    return {
      digest,
      mediaType,
      artifactType,
      kind: kindOf(references),
      platform,
      size,
      ...places,
      subject,
      config: config && (await configIn(driver, config.digest)),
      blobs: await blobsIn(references),
      children: await childrenIn(references, depth),
      referrers: await referrersTo(digest),
    }
  }

  async function childrenIn({ children }: References, depth: number): Promise<InspectedManifest[]> {
    const inspected: InspectedManifest[] = []
    for (const { digest, platform } of depth > 0 ? children : []) {
      inspected.push(await inspect(digest, platform, depth - 1))
    }
    return inspected
  }

  async function referrersTo(digest: Digest): Promise<Digest[]> {
    const listed: Digest[] = []
    for await (const other of digestsBelow(driver, referrers(repository, digest))) {
      listed.push(other)
    }
    return listed.sort()
  }

  async function blobsIn(references: References): Promise<InspectedBlob[]> {
    const blobs: InspectedBlob[] = []
    for (const part of blobsOf(references)) blobs.push(await inspectBlob(part))
    return blobs
  }

  async function inspectBlob({ digest, mediaType }: Part): Promise<InspectedBlob> {
    const others: Repository[] = []
    await eachOf(all, async other => {
      if ((await driver.stat(layerLink(other, digest))) !== undefined) others.push(other)
    })
    const data = blobData(digest)
    const size = (await driver.stat(data))?.size
    const link = layerLink(repository, digest)
    return { digest, mediaType, size, data, link, others: others.sort() }
  }
}
