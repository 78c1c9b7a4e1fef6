import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { exchange } from '../../../src/base/exchange.ts'
import type { ApiServerConfig } from '../../../src/lab/apiserver/config.ts'
import { startApiServer } from '../../../src/lab/apiserver/index.ts'
import { type Credentials, kubeconfigText, newCredentials } from '../../../src/lab/furnish/index.ts'
import { API_PORT } from '../../../src/lab/model.ts'

/** An API server on a port of its own, and a client of it. */
export interface Api extends AsyncDisposable {
  readonly url: string
  /** The administrator's; a file. */
  readonly kubeconfig: string
  call(method: string, path: string, body?: unknown, more?: More): Promise<Reply>
  watch(path: string): Watch
  /** Stops it, and starts it again with the same state. */
  restart(): Promise<void>
}

export interface More {
  /** Of the body; JSON unless given. */
  readonly type?: string
  readonly accept?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the administrator's certificate; empty for nothing. */
  readonly token?: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** What a JSON body has at a path like `items.0.metadata.name`; undefined for nothing. */
  at(path: string): unknown
}

export interface Watch extends Disposable {
  /** The next event; undefined at the end. */
  next(): Promise<{ readonly type: string; at(path: string): unknown } | undefined>
}

export const TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const

const ADDRESS = '127.0.0.1'
const PLACE = { name: 'control', address: ADDRESS, octet: 1, groups: [], labels: {} }
let made: Promise<Credentials> | undefined

/** Serves two nodes, `m1` (a master, in region infra) and `n1`, to the administrator and to the token `key`. */
export async function serve(changes: Partial<ApiServerConfig> = {}): Promise<Api> {
  made ??= newCredentials(PLACE)
  const credentials = await made
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-api-'))
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const { ca, server, administrator } = credentials
  const config: ApiServerConfig = {
    address: ADDRESS,
    port: 0,
    certificate: write('server.crt', server.certificate),
    key: write('server.key', server.key),
    clientCa: write('ca.crt', ca.certificate),
    state: join(folder, 'state'),
    serviceRange: '172.30.0.0/16',
    nodes: [
      {
        name: 'm1',
        address: '10.0.0.1',
        labels: { region: 'infra', 'node-role.kubernetes.io/master': 'true' },
      },
      { name: 'n1', address: '10.0.0.2', labels: { region: 'primary' } },
    ],
    tokens: [{ token: 'key', user: 'alice', groups: ['team'] }],
    ...changes,
  }
  let running = await startApiServer(config)
  const tls = { ca: ca.certificate, cert: administrator.certificate, key: administrator.key }
  const kubeconfig = kubeconfigText(PLACE, credentials)
  return {
    get url() {
      return running.url
    },
    get kubeconfig() {
      const { port } = new URL(running.url)
      return write('kubeconfig', kubeconfig.replace(`:${API_PORT}`, `:${port}`))
    },

    async call(method, path, body, { type = 'application/json', accept, headers, token } = {}) {
      const content = encoded(body)
      const {
        status,
        headers: answered,
        body: bytes,
      } = await exchange(new URL(path, running.url), {
        method,
        headers: {
          Accept: accept ?? 'application/json',
          ...(content === undefined
            ? {}
            : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) }),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
        tls: token === undefined ? tls : { ca: ca.certificate },
      })
      const text = bytes.toString()
      return { status, headers: answered, text, at: path => read(JSON.parse(text), path) }
    },

    watch: path => openWatch(new URL(path, running.url), tls),

    async restart() {
      await running.close()
      running = await startApiServer({ ...config, port: Number(new URL(running.url).port) })
    },

    async [Symbol.asyncDispose]() {
      await running.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function encoded(body: unknown): string | Uint8Array | undefined {
  if (body === undefined) return undefined
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
}

function openWatch(url: URL, tls: object): Watch {
  const sent = request(url, { ...tls, agent: false })
  const answered = new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    sent.once('response', resolve)
    sent.on('error', reject)
  })
  const lines = (async function* () {
    for await (const line of createInterface({ input: await answered })) yield line
  })()
  sent.end()
  return {
    async next() {
      const { value, done } = await lines.next()
      if (done) return undefined
      const event = JSON.parse(value)
      return { type: event.type, at: path => read(event.object, path) }
    },
    [Symbol.dispose]: () => sent.destroy(),
  }
}

function read(value: unknown, path: string): unknown {
  // Keys have dots too: the longest one that is there is meant.
  if (path === '') return value
  const steps = path.split('.')
  for (let count = steps.length; count > 0; count--) {
    const key = steps.slice(0, count).join('.')
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, key))
      return read((value as Record<string, unknown>)[key], steps.slice(count).join('.'))
  }
  return undefined
}

/** A config map, to be made. */
export function configMap(
  name: string,
  data: Record<string, string> = {},
  labels?: object,
): object {
  return {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name, ...(labels ? { labels } : {}) },
    data,
  }
}

/** Where the config maps of the namespace `default` are. */
export const MAPS = '/api/v1/namespaces/default/configmaps'
