import { type Digest, parseDigest } from './digest.ts'
import { OciError } from './error.ts'

declare const repository: unique symbol
/** A valid repository name: `project/name`, or deeper. */
export type Repository = string & { readonly [repository]: true }

declare const tag: unique symbol
/** A valid tag. */
export type Tag = string & { readonly [tag]: true }

/** What a manifest is asked for by. */
export type Reference =
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'digest'; readonly digest: Digest }

const COMPONENT = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/
const NAME = new RegExp(`^${COMPONENT.source}(?:/${COMPONENT.source})*$`)
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const LONGEST_NAME = 255

/** The repository that a text names, or undefined where it can name none. */
export function parseRepository(text: string): Repository | undefined {
  return text.length <= LONGEST_NAME && NAME.test(text) ? (text as Repository) : undefined
}

/** The tag that a text spells, or undefined where it spells none. */
export function parseTag(text: string): Tag | undefined {
  return TAG.test(text) ? (text as Tag) : undefined
}

/** Reads the last part of a manifest's URL. Throws OciError: what holds a colon must be a digest, all else a tag. */
export function parseReference(text: string): Reference {
  if (text.includes(':')) return { kind: 'digest', digest: needDigest(text) }
  const tag = parseTag(text)
  if (tag === undefined) throw new OciError('TAG_INVALID', { detail: text })
  return { kind: 'tag', tag }
}

/** The digest that a text spells. Throws OciError where it spells none. */
export function needDigest(text: string): Digest {
  const digest = parseDigest(text)
  if (digest === undefined) {
    throw new OciError('DIGEST_INVALID', {
      because: 'it must be sha256: or sha512: and lower-case hex digits',
      detail: text,
    })
  }
  return digest
}

/** The part of a repository's name that access is granted by. */
export function projectOf(repository: Repository): string {
  return repository.slice(0, Math.max(0, repository.indexOf('/')))
}
