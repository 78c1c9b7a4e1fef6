import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
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

/** A configuration with two nodes, `m1` (a master, in region infra) and `n1`; a token `key` of alice's; and files in a folder. */
export async function configIn(path: string): Promise<ApiServerConfig> {
  const { ca, server } = await credentials()
  const write = (name: string, text: string): string => {
    writeFileSync(join(path, name), text, { mode: 0o600 })
    return join(path, name)
  }
  return {
    address: ADDRESS,
    port: 0,
    certificate: write('server.crt', server.certificate),
    key: write('server.key', server.key),
    clientCa: write('ca.crt', ca.certificate),
    state: join(path, 'state'),
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
  }
}

/** Serves the administrator and alice until disposed of. */
export async function serve(): Promise<Api> {
  const path = mkdtempSync(join(tmpdir(), 'wharfinger-api-'))
  const config = await configIn(path)
  const made = await credentials()
  let running = await startApiServer(config)
  let agent = new Agent({ keepAlive: true })
  return {
    get url() {
      return running.url
    },
    get kubeconfig() {
      const file = join(path, 'kubeconfig')
      const { port } = new URL(running.url)
      writeFileSync(file, kubeconfigText(PLACE, made).replace(`:${API_PORT}`, `:${port}`))
      return file
    },
    call: async (...request) => (await clientOf(running.url, agent))(...request),
    watch: target => openWatch(new URL(target, running.url), administrator(made)),

    async restart() {
      agent.destroy()
      agent = new Agent({ keepAlive: true })
      await running.close()
      running = await startApiServer({ ...config, port: Number(new URL(running.url).port) })
    },

    async [Symbol.asyncDispose]() {
      agent.destroy()
      await running.close()
      rmSync(path, { recursive: true })
    },
  }
}

/** How to ask the server of a URL; without an agent, by a connection a request. */
export async function clientOf(url: string, agent?: Agent): Promise<Api['call']> {
  const made = await credentials()
  return async function call(method, path, body, more = {}) {
    const { type = 'application/json', accept = 'application/json', headers, token } = more
    const content = encoded(body)
    const sent = content === undefined ? {} : sentAs(type, content)
    const answer = await exchange(new URL(path, url), {
      method,
      agent,
      ...(content === undefined ? {} : { body: content }),
      headers: {
        Connection: agent ? 'keep-alive' : 'close',
        Accept: accept,
        ...sent,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      tls: token === undefined ? administrator(made) : { ca: made.ca.certificate },
    })
    const text = answer.body.toString()
    const at = (path: string): unknown => read(JSON.parse(text), path)
    return { status: answer.status, headers: answer.headers, text, at }
  }
}

function credentials(): Promise<Credentials> {
  shared ??= newCredentials(PLACE)
  return shared
}

let shared: Promise<Credentials> | undefined

function administrator({ ca, administrator }: Credentials) {
  return { ca: ca.certificate, cert: administrator.certificate, key: administrator.key }
}

function sentAs(type: string, content: string | Uint8Array): Record<string, string | number> {
  return { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) }
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
