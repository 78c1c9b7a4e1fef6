import {
  type Algorithm,
  algorithmOf,
  needDigest,
  OciError,
  parseDigest,
  parsePage,
  parseReference,
  parseRepository,
  parseTag,
  type Repository,
  type Tag,
} from '../oci/index.ts'
import type { Request } from './message.ts'
import type { Mount, Operation } from './operation.ts'

/** Named parts of a path, as the pattern of its route calls them. */
type Parts = Readonly<Record<string, string>>
type Build = (parts: Parts, query: URLSearchParams, limits: PageLimits) => Operation

interface Route {
  readonly pattern: RegExp
  readonly methods: Readonly<Record<string, Build>>
}

/** How much a client may ask for at once. */
export interface PageLimits {
  readonly tags: number
  readonly repositories: number
}

const USUAL_REPOSITORIES = 100
/** Tags that one push may set beside its own. */
const MOST_TAG_PARAMETERS = 100

const getManifest: Build = parts => ({
  kind: 'getManifest',
  repository: repositoryIn(parts),
  reference: parseReference(parts['reference'] ?? ''),
})

const getBlob: Build = parts => ({
  kind: 'getBlob',
  repository: repositoryIn(parts),
  digest: needDigest(parts['digest'] ?? ''),
})

const tags: Build = (parts, query, limits) => ({
  kind: 'tags',
  repository: repositoryIn(parts),
  page: parsePage(query, limits.tags),
})

const catalog: Build = (_, query, limits) => {
  const usual = Math.min(USUAL_REPOSITORIES, limits.repositories)
  const { count = usual, after } = parsePage(query, Number.MAX_SAFE_INTEGER)
  if (count > limits.repositories) {
    const because = `at most ${limits.repositories} repositories are listed at once`
    throw new OciError('PAGINATION_NUMBER_INVALID', { because, detail: { n: count } })
  }
  return { kind: 'catalog', page: { count, after } }
}

const referrers: Build = (parts, query) => ({
  kind: 'referrers',
  repository: repositoryIn(parts),
  subject: needDigest(parts['digest'] ?? ''),
  artifactType: query.get('artifactType') || undefined,
  page: parsePage(query, Number.MAX_SAFE_INTEGER),
})

const startUpload: Build = (parts, query) => {
  const asked = query.get('digest')
  const digest = asked === null ? undefined : needDigest(asked)
  return {
    kind: 'startUpload',
    repository: repositoryIn(parts),
    mount: mountIn(query),
    digest,
    algorithm: digest === undefined ? algorithmIn(query) : algorithmOf(digest),
  }
}

const uploadStatus: Build = parts => ({ kind: 'uploadStatus', ...uploadIn(parts) })

/** Each pattern takes the longest name it can: a component of a name may be called `manifests` or `blobs`. */
const ROUTES: readonly Route[] = [
  {
    pattern: /^\/v2\/?$/,
    methods: { GET: () => ({ kind: 'ping' }), HEAD: () => ({ kind: 'ping' }) },
  },
  { pattern: /^\/v2\/_catalog$/, methods: { GET: catalog } },
  { pattern: /^\/v2\/(?<name>.+)\/tags\/list$/, methods: { GET: tags } },
  {
    pattern: /^\/v2\/(?<name>.+)\/blobs\/uploads\/?$/,
    methods: {
      POST: startUpload,
    },
  },
  {
    pattern: /^\/v2\/(?<name>.+)\/blobs\/uploads\/(?<id>[^/]+)$/,
    methods: {
      GET: uploadStatus,
      HEAD: uploadStatus,
      PATCH: parts => ({ kind: 'appendUpload', ...uploadIn(parts) }),
      PUT: (parts, query) => ({
        kind: 'finishUpload',
        ...uploadIn(parts),
        digest: needDigest(query.get('digest') ?? ''),
      }),
      DELETE: parts => ({ kind: 'cancelUpload', ...uploadIn(parts) }),
    },
  },
  {
    pattern: /^\/v2\/(?<name>.+)\/manifests\/(?<reference>[^/]+)$/,
    methods: {
      GET: getManifest,
      HEAD: getManifest,
      PUT: (parts, query) => ({
        kind: 'putManifest',
        repository: repositoryIn(parts),
        reference: parseReference(parts['reference'] ?? ''),
        tags: tagsIn(query),
      }),
      DELETE: parts => ({
        kind: 'deleteManifest',
        repository: repositoryIn(parts),
        reference: parseReference(parts['reference'] ?? ''),
      }),
    },
  },
  {
    pattern: /^\/v2\/(?<name>.+)\/referrers\/(?<digest>[^/]+)$/,
    methods: { GET: referrers, HEAD: referrers },
  },
  {
    pattern: /^\/v2\/(?<name>.+)\/blobs\/(?<digest>[^/]+)$/,
    methods: {
      GET: getBlob,
      HEAD: getBlob,
      DELETE: parts => ({
        kind: 'deleteBlob',
        repository: repositoryIn(parts),
        digest: needDigest(parts['digest'] ?? ''),
      }),
    },
  },
]

export interface RouteOptions {
  /** What all paths begin with, without a slash at the end: usually nothing. */
  readonly prefix: string
  readonly limits: PageLimits
}

/** What a request asks for. Throws OciError for an unknown path, another method, or parameters of the wrong form. */
export function parseOperation(
  { method, path, query }: Request,
  { prefix, limits }: RouteOptions,
): Operation {
  const decoded = decode(path.startsWith(prefix) ? path.slice(prefix.length) : '')
  for (const { pattern, methods } of ROUTES) {
    const match = pattern.exec(decoded)
    if (!match) continue
    const build = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (build) return build(match.groups ?? {}, query, limits)
    throw new OciError('UNSUPPORTED', { headers: { Allow: Object.keys(methods).join(', ') } })
  }
  throw new OciError('UNSUPPORTED', { status: 404, because: 'there is nothing at this path' })
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw new OciError('NAME_INVALID', { because: 'broken percent-encoding', cause: error })
  }
}

function repositoryIn(parts: Parts): Repository {
  const name = parts['name'] ?? ''
  const repository = parseRepository(name)
  if (repository === undefined) throw new OciError('NAME_INVALID', { detail: { name } })
  return repository
}

function uploadIn(parts: Parts): { readonly repository: Repository; readonly id: string } {
  const repository = repositoryIn(parts)
  const id = parts['id'] ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new OciError('BLOB_UPLOAD_UNKNOWN', { detail: { id } })
  }
  return { repository, id }
}

/** A mount is only ever an offer: one that makes no sense is declined like any other. */
function mountIn(query: URLSearchParams): Mount | undefined {
  const digest = parseDigest(query.get('mount') ?? '')
  const from = query.get('from')
  if (digest === undefined) return undefined
  if (from === null || from === '') return { digest, from: undefined }
  const repository = parseRepository(from)
  return repository && { digest, from: repository }
}

function tagsIn(query: URLSearchParams): Tag[] {
  const named = query.getAll('tag')
  if (named.length > MOST_TAG_PARAMETERS) {
    const because = `at most ${MOST_TAG_PARAMETERS} tags at once`
    throw new OciError('TAG_INVALID', { status: 414, because })
  }
  return named.map(name => {
    const tag = parseTag(name)
    if (tag === undefined) throw new OciError('TAG_INVALID', { detail: name })
    return tag
  })
}

function algorithmIn(query: URLSearchParams): Algorithm {
  const named = query.get('digest-algorithm') ?? 'sha256'
  if (named === 'sha256' || named === 'sha512') return named
  throw new OciError('DIGEST_INVALID', { because: `unknown algorithm ${named}` })
}
