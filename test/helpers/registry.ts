import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import {
  type ConfigInput,
  configOf,
  logTo,
  type RunningRegistry,
  startRegistry,
} from '../../src/registry/index.ts'
import { digestOf } from '../../src/registry/oci/index.ts'

/** A registry on a free port with a directory of its own; all it leaves goes when it is disposed of. */
export interface TestRegistry extends AsyncDisposable {
  readonly url: string
  readonly root: string
  /** What it logged. */
  readonly log: readonly string[]
  readonly running: RunningRegistry
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Paths of all files in the storage, sorted. */
  files(): Promise<string[]>
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | Readable
  /** `name:password` */
  readonly as?: string
  readonly ca?: string
  /** Sent instead of the URL's path, as it is. */
  readonly path?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

/** Starts a registry; `config` lays over a plain one that keeps its files in a temporary directory. */
export async function testRegistry(
  config: Partial<ConfigInput> = {},
  root?: string,
): Promise<TestRegistry> {
  const directory = root ?? (await mkdtemp(join(tmpdir(), 'wharfinger-registry-')))
  const log: string[] = []
  const full = configOf({
    version: '0.1',
    storage: { filesystem: { rootdirectory: directory } },
    ...config,
    http: { addr: '127.0.0.1:0', ...config.http },
  })
  const running = await startRegistry(
    full,
    logTo(line => log.push(line), full.log),
  )
  return {
    url: running.url,
    root: directory,
    log,
    running,
    call: (method, path, options) => call(method, new URL(path, running.url).href, options),
    files: () => filesUnder(directory),
    async [Symbol.asyncDispose]() {
      await running.close()
      if (root === undefined) await rm(directory, { recursive: true })
    },
  }
}

/** One request over a connection of its own. */
export async function call(
  method: string,
  url: string,
  { headers = {}, body, as, ca, path }: CallOptions = {},
): Promise<Answer> {
  const authorization = as && { authorization: `Basic ${Buffer.from(as).toString('base64')}` }
  const start = url.startsWith('https:') ? tlsRequest : plainRequest
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method,
      headers: { ...headers, ...authorization },
      ca,
      agent: false,
      ...(path === undefined ? {} : { path }),
    })
    request.on('error', reject)
    request.on('response', response => {
      response.toArray().then(chunks => {
        const all = Buffer.concat(chunks)
        const { statusCode = 0 } = response
        resolve({ status: statusCode, headers: response.headers, body: all, text: all.toString() })
      }, reject)
    })
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      request.end(body)
    } else body.pipe(request)
  })
}

/** Pushes a blob with one POST; resolves to its digest. */
export async function pushBlob(
  registry: TestRegistry,
  repository: string,
  content: string | Uint8Array,
  options: CallOptions = {},
): Promise<string> {
  const body = Buffer.from(content)
  const digest = digestOf(body)
  const { status, text } = await registry.call(
    'POST',
    `/v2/${repository}/blobs/uploads/?digest=${digest}`,
    { ...options, body },
  )
  if (status !== 201) throw new Error(`${status} ${text}`)
  return digest
}

/** Pushes an OCI image of one layer; resolves to the manifest's digest. */
export async function pushImage(
  registry: TestRegistry,
  repository: string,
  tag: string,
  options: CallOptions = {},
): Promise<string> {
  const layer = `layer of ${tag}`
  const manifest = imageOf({
    config: [await pushBlob(registry, repository, '{}', options), 2],
    layer: [await pushBlob(registry, repository, layer, options), layer.length],
  })
  const answer = await registry.call('PUT', `/v2/${repository}/manifests/${tag}`, {
    ...options,
    headers: { ...options.headers, 'content-type': OCI_IMAGE },
    body: manifest,
  })
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return String(answer.headers['docker-content-digest'])
}

export const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json'

/** A manifest of a config and a layer, each a digest and a size. */
export function imageOf({
  config,
  layer,
}: {
  config: readonly [string, number]
  layer: readonly [string, number]
}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config[0],
      size: config[1],
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: layer[0],
        size: layer[1],
      },
    ],
  })
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
}
