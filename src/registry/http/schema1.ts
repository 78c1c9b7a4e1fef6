import {
  convertToSchema1,
  type Descriptor,
  type Digest,
  digestOf,
  type Manifest,
  type ManifestKey,
  names,
  OciError,
  parseManifest,
  putTogether,
  type Repository,
  readSchema1,
  SCHEMA1_TYPES,
  type Signature,
  signManifest,
  type Tag,
} from '../oci/index.ts'
import type { Blobs, Signatures, StoredManifest } from '../storage/index.ts'

export interface Schema1Options {
  readonly blobs: Blobs
  readonly signatures: Signatures
  /** What signs manifests whose own signatures are not kept. */
  readonly key: () => Promise<ManifestKey>
  /** False where such manifests may only be pulled. */
  readonly isTaken: boolean
}

/** What is done for clients and images of the first schema. */
export interface Schema1 {
  /** A stored manifest in the form that a client takes: signed for who asks for that, and where its signatures are kept. */
  show(stored: StoredManifest, asked: Asked): Promise<StoredManifest>
  /** Describes an image of the second schema in the first. Throws OciError for an image that can't be. */
  convert(stored: StoredManifest, asked: Asked & { readonly tag: Tag }): Promise<StoredManifest>
  /** Reads a manifest that is pushed. Throws OciError where none are taken, or for what is wrong with it. */
  take(bytes: Buffer): Taken
}

/** By whom and where a manifest is asked for. */
export interface Asked {
  readonly repository: Repository
  readonly accept: string | undefined
}

/** A manifest that is pushed: the bytes to store, and what they say. */
export interface Taken {
  readonly bytes: Buffer
  readonly content: Manifest
}

/** Serves the first schema from what a storage holds. */
export function schema1({ blobs, signatures, key, isTaken }: Schema1Options): Schema1 {
  return {
    async show(stored, { repository, accept }) {
      if (stored.mediaType !== SCHEMA1_TYPES.plain || wantsPlain(accept)) return stored
      const kept = await signatures(repository, stored.digest)
      if (kept.length > 0) return signedBy(stored, kept)
      return names(accept, SCHEMA1_TYPES.signed) ? sign(stored) : stored
    },

    async convert({ bytes: manifest, mediaType }, { repository, accept, tag }) {
      const [config] = parseManifest(manifest, mediaType).blobs
      const bytes = convertToSchema1({
        repository,
        tag,
        manifest,
        config: await configOf(repository, config),
      })
      const plain = { bytes, digest: digestOf(bytes), mediaType: SCHEMA1_TYPES.plain }
      return wantsPlain(accept) ? plain : sign(plain)
    },

    take(bytes) {
      if (!isTaken) throw new OciError('MANIFEST_INVALID', NOT_TAKEN)
      const { payload, layers } = readSchema1(bytes)
      return { bytes: payload, content: contentOf(layers) }
    },
  }

  async function sign(plain: StoredManifest): Promise<StoredManifest> {
    return signedBy(plain, [signManifest(plain.bytes, await key())])
  }

  async function configOf(repository: Repository, config?: Descriptor): Promise<Buffer> {
    const blob = config && (await blobs.stat(repository, config.digest))
    if (blob === undefined) throw new OciError('MANIFEST_BLOB_UNKNOWN', { detail: config?.digest })
    if (blob.size > LARGEST_CONFIG) throw new OciError('MANIFEST_INVALID', CONFIG_TOO_LARGE)
    return (await blobs.all(blob)) ?? Buffer.alloc(0)
  }
}

const LAYER_TYPE = 'application/vnd.docker.container.image.rootfs.diff+x-gtar'

const NOT_TAKEN = {
  because:
    'manifests of schema 1 are not taken here (compatibility.schema1.enabled is false); push with a current client',
  detail: 'compatibility.schema1.enabled',
}

/** In bytes; more than any image has. */
const LARGEST_CONFIG = 4 * 1024 * 1024
const CONFIG_TOO_LARGE = { because: `its config has more than ${LARGEST_CONFIG} bytes` }

function contentOf(layers: readonly Digest[]): Manifest {
  return {
    mediaType: SCHEMA1_TYPES.signed,
    blobs: layers.map(digest => ({ mediaType: LAYER_TYPE, digest, size: undefined })),
    foreign: [],
    children: [],
    subject: undefined,
    artifactType: undefined,
    annotations: undefined,
  }
}

function wantsPlain(accept: string | undefined): boolean {
  return names(accept, SCHEMA1_TYPES.plain) && !names(accept, SCHEMA1_TYPES.signed)
}

function signedBy(plain: StoredManifest, signatures: readonly Signature[]): StoredManifest {
  const bytes = putTogether({ payload: plain.bytes, signatures })
  return { ...plain, bytes, mediaType: SCHEMA1_TYPES.signed }
}
