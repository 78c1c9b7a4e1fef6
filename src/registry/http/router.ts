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

/** What a path ends with, and the name before that. */
interface Parts {
  readonly name: string
  readonly last: string
}

type Build = (parts: Parts, request: Asking, limits: PageLimits) => Operation

/** Of a request, what an operation is made from. A query is parsed only for those who look at it. */
type Asking = Pick<Request, 'method' | 'path' | 'query'>

/** What can be done at one kind of path, by method. */
type Route = Readonly<Record<string, Build>>

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
  reference: parseReference(parts.last),
})

const getBlob: Build = parts => ({
  kind: 'getBlob',
  repository: repositoryIn(parts),
  digest: needDigest(parts.last),
})

const tags: Build = (parts, { query }, limits) => ({
  kind: 'tags',
  repository: repositoryIn(parts),
  page: parsePage(query, limits.tags),
})

const catalog: Build = (_, { query }, limits) => {
  const usual = Math.min(USUAL_REPOSITORIES, limits.repositories)
  const { count = usual, after } = parsePage(query, Number.MAX_SAFE_INTEGER)
  if (count > limits.repositories) {
    const because = `at most ${limits.repositories} repositories are listed at once`
    throw new OciError('PAGINATION_NUMBER_INVALID', { because, detail: { n: count } })
  }
  return { kind: 'catalog', page: { count, after } }
}

const referrers: Build = (parts, { query }) => ({
  kind: 'referrers',
  repository: repositoryIn(parts),
  subject: needDigest(parts.last),
  artifactType: query.get('artifactType') || undefined,
  page: parsePage(query, Number.MAX_SAFE_INTEGER),
})

const startUpload: Build = (parts, { query }) => {
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

const ROUTES = {
  ping: { GET: () => ({ kind: 'ping' }), HEAD: () => ({ kind: 'ping' }) },
  catalog: { GET: catalog },
  tags: { GET: tags },
  uploads: { POST: startUpload },
  upload: {
    GET: uploadStatus,
    HEAD: uploadStatus,
    PATCH: parts => ({ kind: 'appendUpload', ...uploadIn(parts) }),
    PUT: (parts, { query }) => ({
      kind: 'finishUpload',
      ...uploadIn(parts),
      digest: needDigest(query.get('digest') ?? ''),
    }),
    DELETE: parts => ({ kind: 'cancelUpload', ...uploadIn(parts) }),
  },
  manifest: {
    GET: getManifest,
    HEAD: getManifest,
    PUT: (parts, { query }) => ({
      kind: 'putManifest',
      repository: repositoryIn(parts),
      reference: parseReference(parts.last),
      tags: tagsIn(query),
    }),
    DELETE: parts => ({
      kind: 'deleteManifest',
      repository: repositoryIn(parts),
      reference: parseReference(parts.last),
    }),
  },
  referrers: { GET: referrers, HEAD: referrers },
  blob: {
    GET: getBlob,
    HEAD: getBlob,
    DELETE: parts => ({
      kind: 'deleteBlob',
      repository: repositoryIn(parts),
      digest: needDigest(parts.last),
    }),
  },
} satisfies Record<string, Route>

export interface RouteOptions {
  /** What all paths begin with, without a slash at the end: usually nothing. */
  readonly prefix: string
  readonly limits: PageLimits
}

/** What a request asks for. Throws OciError for an unknown path, another method, or parameters of the wrong form. */
export function parseOperation(request: Asking, { prefix, limits }: RouteOptions): Operation {
  const { method, path } = request
  const decoded = decode(path.startsWith(prefix) ? path.slice(prefix.length) : '')
  const found = routeOf(decoded)
  if (found === undefined) {
    throw new OciError('UNSUPPORTED', { status: 404, because: 'there is nothing at this path' })
  }
  const { route, parts } = found
  const build = Object.hasOwn(route, method) ? route[method] : undefined
  if (build) return build(parts, request, limits)
  throw new OciError('UNSUPPORTED', { headers: { Allow: Object.keys(route).join(', ') } })
}

interface Found {
  readonly route: Route
  readonly parts: Parts
}

const ROOT = '/v2/'
const NOTHING: Parts = { name: '', last: '' }

/** Looked at from its end: a component of a name may be called `manifests` or `blobs`, too. */
function routeOf(path: string): Found | undefined {
  if (path === ROOT || path === '/v2') return { route: ROUTES.ping, parts: NOTHING }
  if (path === '/v2/_catalog') return { route: ROUTES.catalog, parts: NOTHING }
  const end = path.lastIndexOf('/')
  const last = path.slice(end + 1)
  const start = path.lastIndexOf('/', end - 1)
  const before = path.slice(start + 1, end)
  const above = before === 'uploads' ? path.lastIndexOf('/', start - 1) : start
  const isUpload = above < start && path.slice(above + 1, start) === 'blobs'
  const nameEnd = isUpload ? above : start
  if (!path.startsWith(ROOT) || nameEnd <= ROOT.length) return undefined
  const route = isUpload ? uploadRoute(last) : routeIn(before, last)
  return route && { route, parts: { name: path.slice(ROOT.length, nameEnd), last } }
}

function uploadRoute(last: string): Route {
  return last === '' ? ROUTES.uploads : ROUTES.upload
}

function routeIn(folder: string, last: string): Route | undefined {
  if (last === '') return undefined
  if (folder === 'tags') return last === 'list' ? ROUTES.tags : undefined
  if (folder === 'blobs') return last === 'uploads' ? ROUTES.uploads : ROUTES.blob
  if (folder === 'manifests') return ROUTES.manifest
  return folder === 'referrers' ? ROUTES.referrers : undefined
}

function decode(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw new OciError('NAME_INVALID', { because: 'broken percent-encoding', cause: error })
  }
}

function repositoryIn(parts: Parts): Repository {
  const name = parts.name
  const repository = parseRepository(name)
  if (repository === undefined) throw new OciError('NAME_INVALID', { detail: { name } })
  return repository
}

function uploadIn(parts: Parts): { readonly repository: Repository; readonly id: string } {
  const repository = repositoryIn(parts)
  const id = parts.last
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
