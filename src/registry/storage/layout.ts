import { algorithmOf, type Digest, hexOf, type Repository, type Tag } from '../oci/index.ts'

/*
 * Docker distribution's tree, byte for byte, so that a volume can be adopted and given back:
 *
 *   docker/registry/v2/
 *     blobs/<algorithm>/<two hex digits>/<hex>/data
 *     repositories/<name>/
 *       _layers/<algorithm>/<hex>/link                        these blobs may be read through the repository
 *       _manifests/revisions/<algorithm>/<hex>/link           these manifests are in the repository
 *       _manifests/tags/<tag>/current/link                    what the tag points at
 *       _manifests/tags/<tag>/index/<algorithm>/<hex>/link    what it ever pointed at
 *       _uploads/<id>/data, startedat
 *       _referrers/<algorithm>/<hex of subject>/<algorithm>/<hex>/link   ours: who refers to the subject
 *     _wharfinger/                                            ours alone; others skip what begins with _
 *
 * A link is the digest as text, without a newline.
 */
export const ROOT = 'docker/registry/v2'

/** The bytes of all blobs and manifests, by algorithm, then by the first two hex digits, then by all of them. */
export const BLOBS = `${ROOT}/blobs`

/** Where repositories are; below it, each component of a name is a prefix. */
export const REPOSITORIES = `${ROOT}/repositories`

/** The key that signs upload states where the configuration holds none. */
export const SECRET = `${ROOT}/_wharfinger/secret`

/** The key that signs tokens where the configuration names none. */
export const TOKEN_KEY = `${ROOT}/_wharfinger/token-key`

/** The key that signs manifests of the first schema where the configuration names none. */
export const MANIFEST_KEY = `${ROOT}/_wharfinger/manifest-key`

/** Events that have not been delivered yet. */
export const NOTIFICATIONS = `${ROOT}/_wharfinger/notify`

/** What this storage is called. */
export const STORAGE_ID = `${ROOT}/_wharfinger/id`

/** Who collects garbage in this storage right now. */
export const COLLECTOR = `${ROOT}/_wharfinger/collector`

/** When garbage was collected last. */
export const COLLECTED = `${ROOT}/_wharfinger/collected`

/** What a run of the collector took away and may still put back, by run, then by path below the root. */
export const TRASH = `${ROOT}/_wharfinger/trash`

/** What a run of the collector took away for good, kept for a while if so wished. */
export const REMOVED = `${ROOT}/_wharfinger/removed`

/** Blobs whose bytes turned out to be wrong. */
export const QUARANTINE = `${ROOT}/_wharfinger/quarantine`

/** The bytes of a blob or a manifest. */
export function blobData(digest: Digest): string {
  const hex = hexOf(digest)
  return `${ROOT}/blobs/${algorithmOf(digest)}/${hex.slice(0, 2)}/${hex}/data`
}

export function layerLink(repository: Repository, digest: Digest): string {
  return `${home(repository)}/_layers/${digestPath(digest)}/link`
}

export function revisionLink(repository: Repository, digest: Digest): string {
  return `${revisions(repository)}/${digestPath(digest)}/link`
}

/** The prefixes that a repository is made of. */
export const PARTS = ['_manifests', '_layers', '_uploads', '_referrers'] as const

/** Where all parts of a repository are, and the repositories whose names go on from its name. */
export function home(repository: Repository): string {
  return `${REPOSITORIES}/${repository}`
}

/** Where a repository keeps the links to its blobs. */
export function layers(repository: Repository): string {
  return `${home(repository)}/_layers`
}

/** Where a repository keeps its uploads, each a prefix. */
export function uploads(repository: Repository): string {
  return `${home(repository)}/_uploads`
}

/** Signatures of a manifest, as old registries kept them: each a link to a blob. */
export function signatures(repository: Repository, digest: Digest): string {
  return `${revisions(repository)}/${digestPath(digest)}/signatures`
}

/** A link to one of them. */
export function signatureLink(repository: Repository, digest: Digest, signature: Digest): string {
  return `${signatures(repository, digest)}/${digestPath(signature)}/link`
}

/** Where a repository keeps its manifests. */
export function revisions(repository: Repository): string {
  return `${home(repository)}/_manifests/revisions`
}

/** Where a repository keeps its tags, each a prefix. */
export function tags(repository: Repository): string {
  return `${home(repository)}/_manifests/tags`
}

export function tagCurrentLink(repository: Repository, tag: Tag): string {
  return `${tags(repository)}/${tag}/current/link`
}

export function tagIndexLink(repository: Repository, tag: Tag, digest: Digest): string {
  return `${tags(repository)}/${tag}/index/${digestPath(digest)}/link`
}

/** Everything that a tag is made of. */
export function tagHome(repository: Repository, tag: Tag): string {
  return `${tags(repository)}/${tag}`
}

/** The manifests that refer to a subject, each by a link. */
export function referrers(repository: Repository, subject: Digest): string {
  return `${home(repository)}/_referrers/${digestPath(subject)}`
}

export function referrerLink(repository: Repository, subject: Digest, digest: Digest): string {
  return `${referrers(repository, subject)}/${digestPath(digest)}/link`
}

/** There once the manifests that came before the first question for referrers are linked too. */
export function referrersMarker(repository: Repository): string {
  return `${home(repository)}/_referrers/complete`
}

/** All that belongs to one upload. */
export function upload(repository: Repository, id: string): string {
  return `${home(repository)}/_uploads/${id}`
}

export function uploadData(repository: Repository, id: string): string {
  return `${upload(repository, id)}/data`
}

export function uploadStartedAt(repository: Repository, id: string): string {
  return `${upload(repository, id)}/startedat`
}

/** How a digest is spelled in a path, but for blobs. */
export function digestPath(digest: Digest): string {
  return `${algorithmOf(digest)}/${hexOf(digest)}`
}
