import type { Answer } from '../../base/exchange.ts'
import { Fault } from '../../base/fault.ts'
import { type Digest, digestOf } from '../oci/index.ts'
import { type ClientOptions, type Send, sender } from './send.ts'

/** A manifest's bytes and what they are. */
export interface TypedManifest {
  readonly type: string
  readonly bytes: Buffer
}

/** A registry as one user. What it refuses is thrown as a RegistryFault; what it gives is checked against its digest. */
export interface RegistryClient {
  /** False also where the user may not look: an answer without a body has no reason to tell. */
  hasBlob(repository: string, digest: Digest): Promise<boolean>
  /** Sends a blob in one piece. */
  pushBlob(repository: string, bytes: Uint8Array): Promise<Digest>
  pullBlob(repository: string, digest: Digest): Promise<Buffer>
  pushManifest(repository: string, reference: string, manifest: TypedManifest): Promise<Digest>
  pullManifest(repository: string, reference: string): Promise<TypedManifest>
}

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ')

/** A client of the registry at an address. Makes no request yet. */
export function registryClient(options: ClientOptions): RegistryClient {
  const send = sender(options)
  return {
    async hasBlob(repository, digest) {
      const doing = `look for ${digest} in ${repository}`
      const path = `/v2/${repository}/blobs/${digest}`
      const allow = [401, 403, 404]
      return (await send({ path, doing, method: 'HEAD', allow })).status < 300
    },

    async pushBlob(repository, bytes) {
      const digest = digestOf(bytes)
      const doing = `push ${digest} to ${repository}`
      const location = await startUpload(send, repository, doing)
      await send({
        path: `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`,
        doing,
        method: 'PUT',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: bytes,
      })
      return digest
    },

    async pullBlob(repository, digest) {
      const doing = `pull ${digest} from ${repository}`
      const { body } = await send({ path: `/v2/${repository}/blobs/${digest}`, doing })
      return verified(body, digest, doing)
    },

    async pushManifest(repository, reference, { type, bytes }) {
      await send({
        path: `/v2/${repository}/manifests/${reference}`,
        doing: `push ${repository}:${reference}`,
        method: 'PUT',
        headers: { 'Content-Type': type },
        body: bytes,
      })
      return digestOf(bytes)
    },

    async pullManifest(repository, reference) {
      const doing = `pull ${repository}:${reference}`
      const path = `/v2/${repository}/manifests/${reference}`
      const answer = await send({ path, doing, headers: { Accept: ACCEPT } })
      const digest = reference.includes(':') ? reference : headerOf(answer, 'docker-content-digest')
      const bytes = digest === '' ? answer.body : verified(answer.body, digest, doing)
      return { type: headerOf(answer, 'content-type').split(';')[0] ?? '', bytes }
    },
  }
}

/** Where an upload that was just begun goes on. */
async function startUpload(send: Send, repository: string, doing: string): Promise<string> {
  const path = `/v2/${repository}/blobs/uploads/`
  const answer = await send({ path, doing, method: 'POST' })
  const location = headerOf(answer, 'location')
  if (location === '') throw new Fault(`${doing}: the registry began an upload but named no place`)
  return location
}

function verified(bytes: Buffer, digest: string, doing: string): Buffer {
  const found = digestOf(bytes)
  if (found !== digest) throw new Fault(`${doing}: what came has the digest ${found}`)
  return bytes
}

function headerOf({ headers }: Answer, name: string): string {
  return String(headers[name] ?? '')
}
