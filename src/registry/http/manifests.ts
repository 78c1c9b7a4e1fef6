import {
  algorithmOf,
  checkRules,
  digestOf,
  isSchema1Push,
  type ManifestRules,
  OciError,
  parseManifest,
} from '../oci/index.ts'
import { pumped } from '../storage/driver.ts'
import type { Manifests, Tags } from '../storage/index.ts'
import { chooseManifest, nameOf } from './chooseManifest.ts'
import { etag, isKnownTo } from './conditional.ts'
import type { Handlers } from './context.ts'
import type { Body } from './message.ts'
import type { Schema1, Taken } from './schema1.ts'

/** What docker distribution takes; no more than this is ever held in memory for one manifest. */
const LARGEST_MANIFEST = 4 * 1024 * 1024

export interface ManifestOptions {
  readonly manifests: Manifests
  readonly tags: Tags
  readonly rules: ManifestRules
  readonly schema1: Schema1
}

/** Reading, writing and deleting manifests, and deleting tags. */
export function manifestHandlers({
  manifests,
  tags,
  rules,
  schema1,
}: ManifestOptions): Handlers<'getManifest' | 'putManifest' | 'deleteManifest'> {
  return {
    async getManifest({ repository, reference }, { request, happened }) {
      const accept = request.headers['accept']
      const asked = { repository, reference, accept }
      const { stored, shown, warning } = await chooseManifest(asked, { manifests, schema1 })
      const { bytes, digest, mediaType } = shown
      const headers = {
        'Content-Type': mediaType,
        'Docker-Content-Digest': digest,
        Etag: etag(digest),
        ...(warning && { Warning: warning }),
      }
      if (isKnownTo(request, digest)) return { status: 304, headers }
      if (request.method === 'GET') {
        const tag = reference.kind === 'tag' ? { tag: reference.tag } : {}
        const what = { digest: stored.digest, mediaType: stored.mediaType }
        happened({ action: 'pull', repository, ...what, size: stored.bytes.length, ...tag })
      }
      return { status: 200, headers: { ...headers, 'Content-Length': bytes.length }, body: bytes }
    },

    async putManifest({ repository, reference, tags: more }, { request, urls, happened }) {
      const sent = await readBody(request.body)
      const { bytes, content } = take(sent, request.headers['content-type'])
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

  function take(bytes: Buffer, contentType: string | undefined): Taken {
    if (isSchema1Push(bytes, contentType)) return schema1.take(bytes)
    const content = parseManifest(bytes, contentType)
    checkRules(content, rules)
    return { bytes, content }
  }
}

async function readBody(body: Body): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = body.length ?? 0
  if (size > LARGEST_MANIFEST) throw tooLarge()
  size = 0
  await pumped(body.stream(), chunk => {
    size += chunk.length
    if (size > LARGEST_MANIFEST) throw tooLarge()
    chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

function tooLarge(): OciError {
  return new OciError('MANIFEST_INVALID', {
    status: 413,
    because: `it may have ${LARGEST_MANIFEST} bytes at most`,
  })
}
