import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Settings } from './config.ts'
import { ApiError, success } from './model/apiError.ts'
import {
  alreadyExists,
  badRequest,
  conflict,
  failure,
  noSuchResource,
  notAllowed,
  notFound,
  unauthorized,
} from './model/errors.ts'
import type { Named } from './model/named.ts'
import { type Fields, isFields, type KubeObject, timestamp, withMetadata } from './model/object.ts'
import { keyOf, prefixOf } from './store/key.ts'
import type { Store } from './store/store.ts'

interface Kind extends Named {
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly isNamespaced: boolean
}

const KINDS: readonly Kind[] = [
  kind('Node', 'nodes', 'no', false),
  kind('Namespace', 'namespaces', 'ns', false),
  kind('Secret', 'secrets', undefined, true),
  kind('ConfigMap', 'configmaps', 'cm', true),
]

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update']
const MOST_BYTES = 3 * 1024 * 1024
const PUBLIC = /^\/(?:healthz|readyz|livez)(?:\/|$)/

interface Target {
  readonly kind: Kind
  readonly namespace: string | undefined
  readonly name: string | undefined
}

/** Answers requests for the objects of a store. */
export function answerWith(store: Store, settings: Settings): RequestListener {
  return (request, response) => {
    answer(store, settings, request).then(
      ([code, body]) => respond(response, code, body),
      (error: unknown) => {
        const refused = error instanceof ApiError ? error : failure(String(error))
        respond(response, refused.code, refused.status)
      },
    )
  }
}

type Answer = readonly [code: number, body: unknown]

async function answer(store: Store, settings: Settings, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'https://localhost')
  if (PUBLIC.test(pathname)) return [200, 'ok']
  if (!isKnown(request, settings)) throw unauthorized()
  const shown = discovered(pathname)
  if (shown !== undefined) return [200, shown]
  const target = targetOf(pathname)
  if (!target) return [404, '404 page not found']
  const { kind, namespace, name } = target
  if (name === undefined) return onMany(store, target, request)
  const key = keyOf(kind, namespace, name)
  if (request.method === 'GET') return [200, found(store.get(key), kind, name)]
  if (request.method === 'DELETE') {
    const gone = await store.change(key, old => {
      found(old, kind, name)
      return undefined
    })
    return [200, success({ name, kind: kind.plural, uid: gone?.metadata.uid ?? '' })]
  }
  const body = await bodyOf(request)
  const decide = decisionOf(request.method, target, body)
  return [200, await store.change(key, decide)]
}

async function onMany(
  store: Store,
  { kind, namespace }: Target,
  request: IncomingMessage,
): Promise<Answer> {
  if (request.method === 'GET')
    return [
      200,
      {
        kind: `${kind.kind}List`,
        apiVersion: 'v1',
        metadata: { resourceVersion: String(store.version) },
        items: store.list(prefixOf(kind, namespace)),
      },
    ]
  if (request.method !== 'POST') throw notAllowed()
  const object = created(kind, namespace, await bodyOf(request))
  const { name } = object.metadata
  const made = await store.change(keyOf(kind, namespace, name), old => {
    if (old) throw alreadyExists(kind, name)
    return object
  })
  return [201, made]
}

function created(kind: Kind, namespace: string | undefined, body: unknown): KubeObject {
  if (!isFields(body) || !isFields(body['metadata'])) throw badRequest('no object')
  const name = body['metadata']['name']
  if (typeof name !== 'string' || name === '') throw badRequest('name is required')
  const object = {
    ...body,
    kind: kind.kind,
    apiVersion: 'v1',
    metadata: { ...body['metadata'], name },
  }
  const added = { namespace, uid: randomUUID(), creationTimestamp: timestamp() }
  return withMetadata(object, added)
}

function decisionOf(method: string | undefined, { kind, name = '' }: Target, body: unknown) {
  return (old: KubeObject | undefined): KubeObject => {
    const before = found(old, kind, name)
    const next = method === 'PATCH' ? merged(before, body) : body
    if (method !== 'PATCH' && method !== 'PUT') throw notAllowed()
    if (!isFields(next) || !isFields(next['metadata'])) throw badRequest('no object')
    const { resourceVersion, uid, creationTimestamp, namespace } = before.metadata
    const asked = next['metadata']['resourceVersion']
    if (asked !== undefined && asked !== resourceVersion)
      throw conflict(
        kind,
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      )
    const object = {
      ...next,
      kind: kind.kind,
      apiVersion: 'v1',
      metadata: { ...next['metadata'], name },
    }
    return withMetadata(object, { resourceVersion, uid, creationTimestamp, namespace })
  }
}

function merged(old: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const result: Record<string, unknown> = isFields(old) ? { ...old } : {}
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete result[name]
    else result[name] = merged(result[name], value)
  return result
}

function found(object: KubeObject | undefined, kind: Kind, name: string): KubeObject {
  if (!object) throw notFound(kind, name)
  return object
}

function targetOf(path: string): Target | undefined {
  const [empty, api, version, ...rest] = path.split('/').map(decodeURIComponent)
  if (empty !== '' || api !== 'api' || version !== 'v1' || rest.length === 0) return undefined
  const isInside = rest[0] === 'namespaces' && rest.length > 2
  const [plural, name] = isInside ? rest.slice(2) : rest
  const kind = KINDS.find(each => each.plural === plural)
  if (!kind || (isInside && !kind.isNamespaced)) throw noSuchResource()
  return { kind, namespace: isInside ? rest[1] : undefined, name }
}

function discovered(path: string): unknown {
  if (path === '/version')
    return {
      major: '1',
      minor: '11+',
      gitVersion: 'v1.11.0',
      gitCommit: '',
      gitTreeState: '',
      buildDate: '1970-01-01T00:00:00Z',
      goVersion: '',
      compiler: '',
      platform: 'linux/amd64',
    }
  if (path === '/api')
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] }
  if (path !== '/api/v1') return undefined
  const resources = KINDS.map(({ plural, singular, shortNames, isNamespaced, kind }) => ({
    name: plural,
    singularName: singular,
    namespaced: isNamespaced,
    kind,
    verbs: VERBS,
    shortNames,
  }))
  return { kind: 'APIResourceList', groupVersion: 'v1', resources }
}

function isKnown({ socket, headers }: IncomingMessage, { tokens }: Settings): boolean {
  const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
  if (token !== undefined) return tokens.some(each => each.token === token)
  // The server speaks nothing but TLS.
  return (socket as TLSSocket).authorized
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MOST_BYTES) throw new ApiError(413, 'RequestEntityTooLarge', 'the body is too large')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Fields
  } catch (error) {
    throw badRequest(`the body is no JSON: ${String(error)}`)
  }
}

function respond(response: ServerResponse, code: number, body: unknown): void {
  const isText = typeof body === 'string'
  response.writeHead(code, {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'Cache-Control': 'no-cache, private',
  })
  response.end(isText ? body : `${JSON.stringify(body)}\n`)
}

function kind(
  name: string,
  plural: string,
  short: string | undefined,
  isNamespaced: boolean,
): Kind {
  const shortNames = short === undefined ? [] : [short]
  return { group: '', kind: name, plural, singular: name.toLowerCase(), shortNames, isNamespaced }
}
