import { z } from 'zod'
import { type Digest, parseDigest } from './digest.ts'
import { OciError } from './error.ts'
import {
  bareType,
  isForeignLayer,
  isIndexType,
  isManifestType,
  MANIFEST_TYPES,
  type ManifestType,
  SCHEMA1_TYPES,
  type StoredType,
} from './mediaType.ts'

/** What a manifest says of another object. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  /** Undefined where the first schema has it, which tells no sizes. */
  readonly size: number | undefined
  readonly platform?: { readonly os?: string; readonly architecture?: string }
  /** Where else it can be fetched. */
  readonly urls?: readonly string[]
}

/** The parts of a manifest that a registry acts on. */
export interface Manifest {
  readonly mediaType: StoredType
  /** Config and layers, without those that are fetched from elsewhere. */
  readonly blobs: readonly Descriptor[]
  /** Layers that are fetched from elsewhere and need not be here. */
  readonly foreign: readonly Descriptor[]
  /** The manifests that an index lists. */
  readonly children: readonly Descriptor[]
  readonly subject: Descriptor | undefined
  /** What the manifest is, where it is more than an image; for an image without one the type of its config. */
  readonly artifactType: string | undefined
  readonly annotations: Readonly<Record<string, string>> | undefined
}

const text = z.string()

const descriptor = z.looseObject({
  mediaType: text,
  digest: text.transform((value, context): Digest => {
    const digest = parseDigest(value)
    if (digest !== undefined) return digest
    context.addIssue({ code: 'custom', message: `not a digest: ${value}` })
    return z.NEVER
  }),
  size: z.int().nonnegative(),
  urls: z.array(text).exactOptional(),
})

const common = {
  schemaVersion: z.literal(2),
  mediaType: text.optional(),
  artifactType: text.optional(),
  annotations: z.record(text, text).optional(),
  subject: descriptor.optional(),
}

const image = z.looseObject({ ...common, config: descriptor, layers: z.array(descriptor) })

const platform = z.looseObject({ os: text.exactOptional(), architecture: text.exactOptional() })

const index = z.looseObject({
  ...common,
  manifests: z.array(descriptor.extend({ platform: platform.exactOptional() })),
})

/** Keys that make an image of one reader an index of another. */
const FOREIGN_KEYS = { image: ['manifests', 'fsLayers'], index: ['layers', 'config', 'fsLayers'] }

/** Reads a manifest as it is pushed or stored. Throws OciError for whatever no client could use. */
export function parseManifest(bytes: Uint8Array, contentType?: string): Manifest {
  const content = parseObject(bytes)
  const mediaType = typeOf(content, contentType)
  const kind = isIndexType(mediaType) ? 'index' : 'image'
  const foreign = FOREIGN_KEYS[kind].find(key => key in content)
  if (foreign !== undefined) throw invalid(`an ${kind} must not have "${foreign}"`)
  if (kind === 'index') {
    const { manifests, subject, artifactType, annotations } = check(index, content)
    const nothing = { blobs: [], foreign: [] }
    return { mediaType, ...nothing, children: manifests, subject, artifactType, annotations }
  }
  const { config, layers, subject, artifactType, annotations } = check(image, content)
  return {
    mediaType,
    blobs: [config, ...layers.filter(layer => !isForeignLayer(layer.mediaType))],
    foreign: layers.filter(layer => isForeignLayer(layer.mediaType)),
    children: [],
    subject,
    artifactType: artifactType || config.mediaType,
    annotations,
  }
}

/** The media type of a stored manifest, which holds it or shows it. */
export function storedType(bytes: Uint8Array): StoredType {
  const content = parseObject(bytes)
  if (content['schemaVersion'] !== 1) return typeOf(content, undefined)
  return 'signatures' in content ? SCHEMA1_TYPES.signed : SCHEMA1_TYPES.plain
}

type Content = Readonly<Record<string, unknown>>

function parseObject(bytes: Uint8Array): Content {
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    throw new OciError('MANIFEST_INVALID', { detail: 'not JSON', cause: error })
  }
  if (typeof content !== 'object' || content === null) throw invalid('not a JSON object')
  return content as Content
}

function typeOf(content: Content, contentType: string | undefined): ManifestType {
  const declared = contentType === undefined ? '' : bareType(contentType)
  const own = content['mediaType']
  const said = declared === '' || declared === 'application/json' ? undefined : declared
  if (said !== undefined && typeof own === 'string' && own !== said) {
    throw invalid(`the Content-Type is ${said}, but its mediaType is ${own}`)
  }
  const type = said ?? (typeof own === 'string' ? own : shownType(content))
  if (!isManifestType(type)) throw invalid(`unsupported manifest type ${type}`)
  return type
}

function shownType(content: Content): string {
  if ('manifests' in content) return MANIFEST_TYPES.ociIndex
  if ('config' in content || 'layers' in content) return MANIFEST_TYPES.ociImage
  if ('fsLayers' in content) return SCHEMA1_TYPES.plain
  return 'unknown'
}

function check<T extends z.ZodType>(schema: T, content: Content): z.output<T> {
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
}

function invalid(detail: string): OciError {
  return new OciError('MANIFEST_INVALID', { because: detail, detail })
}
