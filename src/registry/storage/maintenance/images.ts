import { z } from 'zod'
import type { Digest } from '../../oci/index.ts'
import { contentOf, type Driver } from '../driver.ts'
import { blobData } from '../layout.ts'
import { blobsOf, type References } from './references.ts'
import { readReferences } from './survey.ts'

/** What a manifest is to the people who pushed it. */
export interface Image {
  readonly kind: 'image' | 'index' | 'artifact' | 'unreadable'
  /** Of config and layers, each once; of an index, those of all its manifests. */
  readonly size: number
  /** As its config says. */
  readonly created: string | undefined
}

/** Looks into manifests; what many tags point at is read once. */
export interface Images {
  of(digest: Digest): Promise<Image>
}

/** The images that a driver holds. */
export function imagesIn(driver: Driver): Images {
  const known = new Map<Digest, Promise<Image>>()
  return {
    of(digest) {
      const found = known.get(digest) ?? read(digest)
      known.set(digest, found)
      return found
    },
  }

  async function read(digest: Digest): Promise<Image> {
    const references = await readReferences(driver, digest).catch(() => undefined)
    if (references === undefined) return { kind: 'unreadable', size: 0, created: undefined }
    const blobs = new Map<Digest, number>()
    const configs = await weigh(references, blobs)
    const [config] = configs
    const size = [...blobs.values()].reduce((sum, bytes) => sum + bytes, 0)
    const created = config && (await configIn(driver, config))?.created
    return { kind: kindOf(references), size, created }
  }

  /** Adds the sizes of all blobs, and returns the configs among them. */
  async function weigh(references: References, blobs: Map<Digest, number>): Promise<Digest[]> {
    for (const { digest, size = 0 } of blobsOf(references)) blobs.set(digest, size)
    const configs = references.config ? [references.config.digest] : []
    for (const child of references.children) {
      const below = await readReferences(driver, child.digest).catch(() => undefined)
      if (below) configs.push(...(await weigh(below, blobs)))
    }
    return configs
  }
}

const CONFIG_TYPES = new Set([
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
])

/** What people call a manifest with such references. */
export function kindOf(references: References): 'image' | 'index' | 'artifact' {
  const { children, config, layers, artifactType } = references
  if (children.length > 0) return 'index'
  if (config === undefined) {
    if (layers.length === 0) return 'index'
    // Without a config: of the first version of the format, or of a kind that never had one.
    return artifactType === undefined ? 'image' : 'artifact'
  }
  return config.mediaType === undefined || CONFIG_TYPES.has(config.mediaType) ? 'image' : 'artifact'
}

const text = z.string().optional().catch(undefined)
const texts = z.array(z.string()).nullish().catch(undefined)

const imageConfig = z.looseObject({
  os: text,
  architecture: text,
  created: text,
  author: text,
  config: z
    .looseObject({ User: text, Entrypoint: texts, Cmd: texts, WorkingDir: text })
    .nullish()
    .catch(undefined),
})

/** What the config of an image says of it. */
export type ImageConfig = z.output<typeof imageConfig>

/** Configs are a few kilobytes; what is larger is something else. */
const LARGEST_CONFIG = 4 * 1024 * 1024

/** Reads the config of an image, or undefined for what is none. */
export async function configIn(driver: Driver, digest: Digest): Promise<ImageConfig | undefined> {
  const entry = await driver.stat(blobData(digest))
  if (entry === undefined || entry.size > LARGEST_CONFIG) return undefined
  const content = await contentOf(driver, blobData(digest))
  try {
    return imageConfig.parse(JSON.parse(content?.toString() ?? ''))
  } catch {
    // An artifact may have anything in its place.
    return undefined
  }
}
