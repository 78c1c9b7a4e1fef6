import { OciError } from './error.ts'
import type { Descriptor, Manifest } from './manifest.ts'
import { MANIFEST_TYPES } from './mediaType.ts'

/** What a manifest may say beyond its form. */
export interface ManifestRules {
  /** A layer's URL must match one of `allow`, and none of `deny`. */
  readonly urls: { readonly allow: readonly RegExp[]; readonly deny: readonly RegExp[] }
  /** Which children of an index must be there: all, none, or those of some platforms. */
  readonly children: 'all' | 'none' | readonly Platform[]
}

export interface Platform {
  readonly os: string
  readonly architecture: string
}

/** Throws OciError for a manifest that breaks the rules: of URLs, as docker distribution has them. */
export function checkRules({ mediaType, blobs, foreign }: Manifest, { urls }: ManifestRules): void {
  const isDocker = mediaType === MANIFEST_TYPES.dockerImage
  for (const { urls: given, digest } of blobs) {
    if (isDocker && given?.length) throw invalid('unexpected URL on layer', digest)
  }
  for (const { urls: given = [], digest } of foreign) {
    if (isDocker && given.length === 0) throw invalid('missing URL on layer', digest)
    const refused = given.find(
      url => !matches(urls.allow, url) || (urls.deny.length > 0 && matches(urls.deny, url)),
    )
    if (refused !== undefined) throw invalid(`URL not allowed: ${refused}`, digest)
  }
}

/** True when a child of an index must be in the repository before the index is taken. */
export function needsChild({ children }: ManifestRules, { platform }: Descriptor): boolean {
  if (children === 'all' || children === 'none') return children === 'all'
  return children.some(
    ({ os, architecture }) => platform?.os === os && platform.architecture === architecture,
  )
}

function matches(patterns: readonly RegExp[], url: string): boolean {
  return patterns.some(pattern => pattern.test(url))
}

function invalid(because: string, digest: string): OciError {
  return new OciError('MANIFEST_INVALID', { because, detail: { digest, because } })
}
