import { z } from 'zod'
import { type Digest, isForeignLayer, parseDigest } from '../../oci/index.ts'

/** What a stored manifest says of another object, as far as it says it. */
export interface Part {
  readonly digest: Digest
  readonly size: number | undefined
  readonly mediaType: string | undefined
  readonly platform: string | undefined
  /** True for what clients fetch from elsewhere and need not be here. */
  readonly isForeign: boolean
}

/** Everything that a stored manifest refers to. */
export interface References {
  readonly mediaType: string | undefined
  /** What kind of artifact it is, where it says so. */
  readonly artifactType: string | undefined
  readonly config: Part | undefined
  /** Layers, and the blobs of an artifact. */
  readonly layers: readonly Part[]
  /** The manifests that an index lists. */
  readonly children: readonly Part[]
  readonly subject: Digest | undefined
}

const text = z.string().optional().catch(undefined)

const part = z
  .looseObject({
    digest: z.string(),
    size: z.number().optional().catch(undefined),
    mediaType: text,
    platform: z
      .looseObject({ os: text, architecture: text, variant: text })
      .optional()
      .catch(undefined),
  })
  .transform(({ digest, size, mediaType, platform }): Part | undefined => {
    const parsed = parseDigest(digest)
    const names = [platform?.os, platform?.architecture, platform?.variant]
    return (
      parsed && {
        digest: parsed,
        size,
        mediaType,
        platform: platform && names.filter(Boolean).join('/'),
        isForeign: isForeignLayer(mediaType ?? ''),
      }
    )
  })

const parts = z.array(part).default([])

const content = z.looseObject({
  mediaType: text,
  artifactType: text,
  config: part.optional(),
  layers: parts,
  blobs: parts,
  /** Of the first version of the format. */
  fsLayers: z
    .array(z.looseObject({ blobSum: z.string() }).transform(({ blobSum }) => ({ digest: blobSum })))
    .pipe(z.array(part))
    .default([]),
  manifests: parts,
  subject: part.optional(),
})

/** What makes a JSON object a manifest, whichever kind it is. */
const MARKS = ['config', 'layers', 'blobs', 'fsLayers', 'manifests']

/**
 * Reads what a manifest refers to, more kindly than one that is pushed: what a volume brings along from elsewhere must be
 * understood before anything is removed. Throws for what isn't a manifest at all. Digests that nothing can be stored under here
 * are left out.
 */
export function referencesOf(bytes: Uint8Array): References {
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  const read = content.parse(json)
  if (!MARKS.some(mark => Object.hasOwn(Object(json), mark))) throw new Error('not a manifest')
  return {
    mediaType: read.mediaType,
    artifactType: read.artifactType ?? read.config?.mediaType,
    config: read.config,
    layers: [...read.layers, ...read.blobs, ...read.fsLayers].filter(isThere),
    children: read.manifests.filter(isThere),
    subject: read.subject?.digest,
  }
}

/** Config and layers. */
export function blobsOf({ config, layers }: References): readonly Part[] {
  return config === undefined ? layers : [config, ...layers]
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
