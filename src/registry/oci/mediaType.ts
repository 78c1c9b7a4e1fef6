/** The manifest types that can be pushed. */
export const MANIFEST_TYPES = {
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
} as const

export type ManifestType = (typeof MANIFEST_TYPES)[keyof typeof MANIFEST_TYPES]

/** The types of the format's first version: old volumes hold such manifests, always without their signatures. */
export const SCHEMA1_TYPES = {
  plain: 'application/vnd.docker.distribution.manifest.v1+json',
  signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
} as const

/** The manifest types that a volume may hold. */
export type StoredType = ManifestType | (typeof SCHEMA1_TYPES)[keyof typeof SCHEMA1_TYPES]

const KNOWN = new Set<string>(Object.values(MANIFEST_TYPES))

/** True for a media type that a manifest can have here. */
export function isManifestType(text: string): text is ManifestType {
  return KNOWN.has(text)
}

/** True for the types that list other manifests. */
export function isIndexType(type: StoredType): boolean {
  return type === MANIFEST_TYPES.dockerList || type === MANIFEST_TYPES.ociIndex
}

/** True for the types of the format's first version. */
export function isSchema1Type(type: string): type is Exclude<StoredType, ManifestType> {
  return type === SCHEMA1_TYPES.plain || type === SCHEMA1_TYPES.signed
}

/** True for layers that are fetched from elsewhere and need not be here. */
export function isForeignLayer(mediaType: string): boolean {
  return (
    mediaType.startsWith('application/vnd.docker.image.rootfs.foreign.') ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.')
  )
}

/** A media type without its parameters, in lower case. */
export function bareType(header: string): string {
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase()
}
