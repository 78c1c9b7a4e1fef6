import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { toYaml } from '../../src/base/yaml.ts'
import { merged } from '../../src/cluster/index.ts'
import { issueServerCertificate } from '../../src/pki/index.ts'
import { ecAuthority } from './certificates.ts'

type Fields = Record<string, unknown>
type Reply = [status: number, body: unknown, headers?: Record<string, string>]

export interface FakeCluster {
  /** Signed in by a bearer token. */
  readonly kubeconfig: string
  readonly address: string
  /** Objects by their path. */
  readonly objects: Map<string, Fields>
  /** `METHOD path` of each request but discovery. */
  readonly requests: string[]
  /** Answers that are given first, whatever is asked. */
  readonly upsets: { status: number; headers?: Record<string, string> }[]
  /** Content types answered with 415. */
  readonly refusedTypes: string[]
  close(): Promise<void>
}

const CORE = {
  kind: 'APIResourceList',
  resources: [
    { name: 'nodes', singularName: 'node', kind: 'Node', namespaced: false, shortNames: ['no'] },
    { name: 'nodes/status', kind: 'Node', namespaced: false },
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true, shortNames: ['cm'] },
    { name: 'secrets', kind: 'Secret', namespaced: true },
  ],
}

const KINDS: Record<string, string> = { nodes: 'Node', configmaps: 'ConfigMap', secrets: 'Secret' }

/** A small API server on this machine: core kinds, merge semantics for every patch, lists in pages of two. */
export async function fakeCluster(): Promise<FakeCluster> {
  const ca = ecAuthority({ name: 'cluster-signer' })
  const pair = await issueServerCertificate({ ca, names: ['127.0.0.1'] })
  const objects = new Map<string, Fields>()
  const requests: string[] = []
  const upsets: FakeCluster['upsets'] = []
  const refusedTypes: string[] = []
  let version = 100

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const url = new URL(request.url ?? '/', 'https://fake')
    const [status, value, headers] = reply(request, url, body)
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(typeof value === 'string' ? value : JSON.stringify(value))
  }

  function reply(request: IncomingMessage, url: URL, body: Fields): Reply {
    if (request.headers.authorization !== 'Bearer secret-token')
      return failure(401, 'Unauthorized', 'Unauthorized')
    if (url.pathname === '/api/v1') return [200, CORE]
    requests.push(`${request.method} ${url.pathname}`)
    const upset = upsets.shift()
    if (upset) return [upset.status, failure(upset.status, '', 'upset')[1], upset.headers ?? {}]
    if (refusedTypes.includes(request.headers['content-type'] ?? ''))
      return failure(415, 'UnsupportedMediaType', 'unknown format')
    const isCollection = (url.pathname.split('/').at(-1) ?? '') in KINDS
    return isCollection
      ? replyOfCollection(request.method, url, body)
      : replyOfObject(request.method, url.pathname, body)
  }

  function replyOfCollection(method: string | undefined, url: URL, body: Fields): Reply {
    if (method === 'GET') return [200, page(objects, url.pathname, url)]
    const path = `${url.pathname}/${(body['metadata'] as Fields)['name']}`
    return objects.has(path) ? failure(409, 'AlreadyExists', 'exists') : [201, save(path, body)]
  }

  function replyOfObject(method: string | undefined, path: string, body: Fields): Reply {
    const found = objects.get(path)
    if (!found) return failure(404, 'NotFound', `"${path.split('/').at(-1)}" not found`)
    if (method === 'PATCH') return [200, save(path, merged(found, body) as Fields)]
    if (method === 'DELETE') objects.delete(path)
    return [200, found]
  }

  function save(path: string, object: Fields): Fields {
    const before = objects.get(path)
    const same = before && JSON.stringify(before) === JSON.stringify(object)
    if (!same) version += 1
    const resourceVersion = same ? (before['metadata'] as Fields)['resourceVersion'] : `${version}`
    const saved = { ...object, metadata: { ...(object['metadata'] as Fields), resourceVersion } }
    objects.set(path, saved)
    return saved
  }

  const server = createServer({ key: pair.key, cert: pair.certificate }, (request, response) => {
    answer(request, response).catch(error => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    kubeconfig: kubeconfigOf(address, ca.certificate),
    address,
    objects,
    requests,
    upsets,
    refusedTypes,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A node as the API shows it. */
export function nodeObject(
  name: string,
  labels: Record<string, string> = {},
  { ready = true, unschedulable = false } = {},
): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, resourceVersion: '1' },
    spec: unschedulable ? { unschedulable } : {},
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] },
  }
}

/** A kubeconfig for a server, with a token. */
export function kubeconfigOf(server: string, ca: string): string {
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fake',
    contexts: [
      { name: 'fake', context: { cluster: 'fake', user: 'admin', namespace: 'registry' } },
    ],
    clusters: [
      {
        name: 'fake',
        cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token: 'secret-token' } }],
  })
}

function page(objects: ReadonlyMap<string, Fields>, path: string, url: URL): Fields {
  const plural = path.split('/').at(-1) ?? ''
  const within = [...objects]
    .filter(([key]) => isIn(key, path, plural))
    .map(([, object]) => ({ ...object, kind: undefined, apiVersion: undefined }))
  const from = Number(url.searchParams.get('continue') ?? 0)
  const more = from + 2 < within.length ? { continue: String(from + 2) } : {}
  return {
    kind: `${KINDS[plural]}List`,
    apiVersion: 'v1',
    metadata: { resourceVersion: '1', ...more },
    items: within.slice(from, from + 2),
  }
}

function isIn(key: string, path: string, plural: string): boolean {
  if (path === `/api/v1/${plural}`) return key.includes(`/${plural}/`)
  return key.startsWith(`${path}/`)
}

function failure(code: number, reason: string, message: string): Reply {
  return [code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }]
}

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Fields)
}
