/** The manifest types that can be stored. */
export const MANIFEST_TYPES = {
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
} as const

export type ManifestType = (typeof MANIFEST_TYPES)[keyof typeof MANIFEST_TYPES]

const KNOWN = new Set<string>(Object.values(MANIFEST_TYPES))

/** True for a media type that a manifest can have here. */
export function isManifestType(text: string): text is ManifestType {
  return KNOWN.has(text)
}

/** True for the types that list other manifests. */
export function isIndexType(type: ManifestType): boolean {
  return type === MANIFEST_TYPES.dockerList || type === MANIFEST_TYPES.ociIndex
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
