import {
  accepts,
  algorithmOf,
  checkRules,
  digestOf,
  isIndexType,
  isSchema1Type,
  type ManifestRules,
  OciError,
  parseManifest,
  type Reference,
  type Repository,
} from '../oci/index.ts'
import type { Manifests, StoredManifest, Tags } from '../storage/index.ts'
import { etag, isKnownTo } from './conditional.ts'
import type { Handlers } from './context.ts'
import type { Body } from './message.ts'

/** What docker distribution takes; no more than this is ever held in memory for one manifest. */
const LARGEST_MANIFEST = 4 * 1024 * 1024

const OUTDATED = '299 - "this image has an outdated format; push it again with a current client"'

export interface ManifestOptions {
  readonly manifests: Manifests
  readonly tags: Tags
  readonly rules: ManifestRules
}

/** Reading, writing and deleting manifests, and deleting tags. */
export function manifestHandlers({
  manifests,
  tags,
  rules,
}: ManifestOptions): Handlers<'getManifest' | 'putManifest' | 'deleteManifest'> {
  return {
    async getManifest({ repository, reference }, { request, happened }) {
      const { bytes, digest, mediaType } = await choose(request.headers['accept'], {
        manifests,
        repository,
        reference,
      })
      const headers = {
        'Content-Type': mediaType,
        'Docker-Content-Digest': digest,
        Etag: etag(digest),
        ...(isSchema1Type(mediaType) && { Warning: OUTDATED }),
      }
      if (isKnownTo(request, digest)) return { status: 304, headers }
      if (request.method === 'GET') {
        const tag = reference.kind === 'tag' ? { tag: reference.tag } : {}
        const size = bytes.length
        happened({ action: 'pull', repository, digest, mediaType, size, ...tag })
      }
      return { status: 200, headers: { ...headers, 'Content-Length': bytes.length }, body: bytes }
    },

    async putManifest({ repository, reference, tags: more }, { request, urls, happened }) {
      const bytes = await readBody(request.body)
      const content = parseManifest(bytes, request.headers['content-type'])
      checkRules(content, rules)
      const algorithm = reference.kind === 'digest' ? algorithmOf(reference.digest) : 'sha256'
      const digest = digestOf(bytes, algorithm)
      if (reference.kind === 'digest' && reference.digest !== digest) {
        throw new OciError('DIGEST_INVALID', {
          detail: { digest: reference.digest, uploaded: digest },
        })
      }
      const names = reference.kind === 'tag' ? [reference.tag, ...more] : more
      await manifests.put(repository, names, { bytes, digest, content })
      const { mediaType, subject } = content
      const pushed = { action: 'push', repository, digest, mediaType, size: bytes.length } as const
      const references = [...content.blobs, ...content.foreign, ...content.children]
      for (const tag of names.length > 0 ? names : [undefined]) {
        happened({ ...pushed, references, ...(tag && { tag }) })
      }
      return {
        status: 201,
        headers: {
          Location: urls.manifest(repository, digest),
          'Docker-Content-Digest': digest,
          'Content-Length': 0,
          ...(subject && { 'OCI-Subject': subject.digest }),
          ...(more.length > 0 && { 'OCI-Tag': more.join(', ') }),
        },
      }
    },

    async deleteManifest({ repository, reference }, { happened }) {
      const isGone =
        reference.kind === 'tag'
          ? await tags.remove(repository, reference.tag)
          : await manifests.remove(repository, reference.digest)
      if (!isGone) throw new OciError('MANIFEST_UNKNOWN', { detail: nameOf(reference) })
      const what = reference.kind === 'tag' ? { tag: reference.tag } : { digest: reference.digest }
      happened({ action: 'delete', repository, ...what })
      return { status: 202 }
    },
  }
}

interface Wanted {
  readonly manifests: Manifests
  readonly repository: Repository
  readonly reference: Reference
}

/** The manifest itself where the client takes its type; of an index asked for by tag, else the usual platform's image. */
async function choose(accept: string | undefined, wanted: Wanted): Promise<StoredManifest> {
  const { manifests, repository, reference } = wanted
  const found = await manifests.find(repository, reference)
  if (found === undefined) throw new OciError('MANIFEST_UNKNOWN', { detail: nameOf(reference) })
  if (accepts(accept, found.mediaType)) return found
  const child =
    reference.kind === 'tag' ? await usualImage(manifests, repository, found) : undefined
  if (child && accepts(accept, child.mediaType)) return child
  throw new OciError('MANIFEST_UNKNOWN', {
    because: `it is a ${found.mediaType}, which the Accept header leaves out`,
    detail: nameOf(reference),
  })
}

async function usualImage(
  manifests: Manifests,
  repository: Repository,
  { bytes, mediaType }: StoredManifest,
): Promise<StoredManifest | undefined> {
  if (!isIndexType(mediaType)) return undefined
  const child = parseManifest(bytes, mediaType).children.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  )
  return child && manifests.find(repository, { kind: 'digest', digest: child.digest })
}

function nameOf(reference: Reference): string {
  return reference.kind === 'tag' ? reference.tag : reference.digest
}

async function readBody(body: Body): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = body.length ?? 0
  if (size > LARGEST_MANIFEST) throw tooLarge()
  size = 0
  for await (const chunk of body.stream()) {
    size += chunk.length
    if (size > LARGEST_MANIFEST) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): OciError {
  return new OciError('MANIFEST_INVALID', {
    status: 413,
    because: `it may have ${LARGEST_MANIFEST} bytes at most`,
  })
}
