import {
  accepts,
  isIndexType,
  isSchema1Type,
  MANIFEST_TYPES,
  OciError,
  parseManifest,
  type Reference,
  type Repository,
  SCHEMA1_TYPES,
} from '../oci/index.ts'
import type { Manifests, StoredManifest } from '../storage/index.ts'
import type { Asked, Schema1 } from './schema1.ts'

export interface Choice {
  /** What was asked for, as it was pushed. */
  readonly stored: StoredManifest
  /** The same as the client takes it. */
  readonly shown: StoredManifest
  /** What the client should know of it. */
  readonly warning?: string
}

export interface ChoiceOptions {
  readonly manifests: Manifests
  readonly schema1: Schema1
}

const OUTDATED = '299 - "this image has an outdated format; push it again with a current client"'
const CONVERTED =
  '299 - "this image was converted to an outdated format; pull it with a current client"'

/**
 * The manifest itself where the client takes its type. By tag, else: of an index the usual platform's image, and of that its
 * description in the first schema. What is asked for by digest is never another.
 */
export async function chooseManifest(
  asked: Asked & { readonly reference: Reference },
  { manifests, schema1 }: ChoiceOptions,
): Promise<Choice> {
  const { repository, reference, accept } = asked
  const found = await manifests.find(repository, reference)
  if (found === undefined) throw new OciError('MANIFEST_UNKNOWN', { detail: nameOf(reference) })
  if (accepts(accept, found.mediaType)) return show(found)
  if (reference.kind === 'tag') {
    const image = await usualImage(manifests, repository, found)
    if (accepts(accept, image.mediaType)) return show(image)
    if (image.mediaType === MANIFEST_TYPES.dockerImage && accepts(accept, SCHEMA1_TYPES.signed)) {
      const shown = await schema1.convert(image, { repository, accept, tag: reference.tag })
      return { stored: image, shown, warning: CONVERTED }
    }
  }
  throw new OciError('MANIFEST_UNKNOWN', {
    because: `it is a ${found.mediaType}, which the Accept header leaves out`,
    detail: nameOf(reference),
  })

  async function show(stored: StoredManifest): Promise<Choice> {
    if (!isSchema1Type(stored.mediaType)) return { stored, shown: stored }
    return { stored, shown: await schema1.show(stored, asked), warning: OUTDATED }
  }
}

/** Of an index the image that its readers most likely run; all else as it is. */
async function usualImage(
  manifests: Manifests,
  repository: Repository,
  found: StoredManifest,
): Promise<StoredManifest> {
  if (!isIndexType(found.mediaType)) return found
  const child = parseManifest(found.bytes, found.mediaType).children.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  )
  const image =
    child && (await manifests.find(repository, { kind: 'digest', digest: child.digest }))
  return image ?? found
}

/** What a manifest was asked for by. */
export function nameOf(reference: Reference): string {
  return reference.kind === 'tag' ? reference.tag : reference.digest
}
