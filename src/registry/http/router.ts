import {
  type Algorithm,
  algorithmOf,
  needDigest,
  OciError,
  parseDigest,
  parsePage,
  parseReference,
  parseRepository,
  type Repository,
} from '../oci/index.ts'
import type { Request } from './message.ts'
import type { Mount, Operation } from './operation.ts'

/** Named parts of a path, as the pattern of its route calls them. */
type Parts = Readonly<Record<string, string>>
type Build = (parts: Parts, query: URLSearchParams) => Operation

interface Route {
  readonly pattern: RegExp
  readonly methods: Readonly<Record<string, Build>>
}

const MOST_TAGS = 1000
const MOST_REPOSITORIES = 1000
const USUAL_REPOSITORIES = 100

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

const tags: Build = (parts, query) => ({
  kind: 'tags',
  repository: repositoryIn(parts),
  page: parsePage(query, MOST_TAGS),
})

const catalog: Build = (_, query) => {
  const { count = USUAL_REPOSITORIES, after } = parsePage(query, MOST_REPOSITORIES)
  return { kind: 'catalog', page: { count, after } }
}

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
      PUT: parts => ({
        kind: 'putManifest',
        repository: repositoryIn(parts),
        reference: parseReference(parts['reference'] ?? ''),
      }),
    },
  },
  {
    pattern: /^\/v2\/(?<name>.+)\/blobs\/(?<digest>[^/]+)$/,
    methods: { GET: getBlob, HEAD: getBlob },
  },
]

/** What a request asks for. Throws OciError for an unknown path, another method, or parameters of the wrong form. */
export function parseOperation({ method, path, query }: Request): Operation {
  const decoded = decode(path)
  for (const { pattern, methods } of ROUTES) {
    const match = pattern.exec(decoded)
    if (!match) continue
    const build = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (build) return build(match.groups ?? {}, query)
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
  const from = parseRepository(query.get('from') ?? '')
  return digest && from && { digest, from }
}

function algorithmIn(query: URLSearchParams): Algorithm {
  const named = query.get('digest-algorithm') ?? 'sha256'
  if (named === 'sha256' || named === 'sha512') return named
  throw new OciError('DIGEST_INVALID', { because: `unknown algorithm ${named}` })
}
