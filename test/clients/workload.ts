import * as assert from 'uvu/assert'
import { digestOf } from '../../src/registry/oci/index.ts'
import { type Answer, type CallOptions, call } from '../helpers/registry.ts'

/** Any registry that speaks the distribution API. */
export interface Target {
  readonly url: string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
}

/** A manifest or blob as it was pushed. */
export interface Pushed {
  readonly path: string
  readonly digest: string
  readonly bytes: string
}

const TYPES = {
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
}

/** Pushes images of both families, indexes of them, tags that move, and a blob that another repository has already. */
export async function pushWorkload(target: Target, seed: string): Promise<Pushed[]> {
  const pushed: Pushed[] = []
  const put = async (repository: string, reference: string, type: string, content: object) => {
    const bytes = JSON.stringify(content)
    const path = `/v2/${repository}/manifests/${reference || digestOf(Buffer.from(bytes))}`
    const answer = await target.call('PUT', path, {
      headers: { 'content-type': type },
      body: bytes,
    })
    assert.is(answer.status, 201, answer.text)
    const digest = digestOf(Buffer.from(bytes))
    pushed.push({ path, digest, bytes })
    return { mediaType: type, digest, size: bytes.length }
  }
  const image = async (repository: string, tag: string, family: 'oci' | 'docker') => {
    const blob = (content: string, mediaType: string) =>
      pushBlob(target, repository, content).then(one => {
        pushed.push(one)
        return { mediaType, digest: one.digest, size: content.length }
      })
    const config = await blob(`{"of":"${seed} ${tag}"}`, TYPES[`${family}Config`])
    const layers = [
      await blob(`${seed} base`, TYPES[`${family}Layer`]),
      await blob(`${seed} ${tag} `.repeat(5000), TYPES[`${family}Layer`]),
    ]
    const mediaType = TYPES[`${family}Image`]
    return put(repository, tag, mediaType, { schemaVersion: 2, mediaType, config, layers })
  }
  const amd = { architecture: 'amd64', os: 'linux' }
  const arm = { architecture: 'arm64', os: 'linux' }
  const one = await image('demo/app', '1', 'oci')
  const two = await image('demo/app', '', 'oci')
  const mediaType = TYPES.ociIndex
  const manifests = [
    { ...one, platform: amd },
    { ...two, platform: arm },
  ]
  await put('demo/app', 'multi', mediaType, { schemaVersion: 2, mediaType, manifests })
  const docker = await image('team/deep/tool', 'v1.0', 'docker')
  await put('team/deep/tool', 'list', TYPES.dockerList, {
    schemaVersion: 2,
    mediaType: TYPES.dockerList,
    manifests: [{ ...docker, platform: amd }],
  })
  await image('demo/app', 'moving', 'oci')
  const moved = pushed.findIndex(({ path }) => path.endsWith('/moving'))
  pushed.splice(moved, 1)
  await put('demo/app', 'moving', mediaType, { schemaVersion: 2, mediaType, manifests: [one] })
  return pushed
}

/** Pushes a blob in two requests, as clients do. */
export async function pushBlob(
  target: Target,
  repository: string,
  content: string,
): Promise<Pushed> {
  const digest = digestOf(Buffer.from(content))
  const started = await target.call('POST', `/v2/${repository}/blobs/uploads/`)
  assert.is(started.status, 202, started.text)
  const location = new URL(String(started.headers['location']), target.url)
  location.searchParams.set('digest', digest)
  const done = await call('PUT', location.href, { body: content })
  assert.is(done.status, 201, done.text)
  return { path: `/v2/${repository}/blobs/${digest}`, digest, bytes: content }
}

/** Fails unless a registry serves all of it, byte for byte, under the same digests. */
export async function assertServes(target: Target, pushed: readonly Pushed[]): Promise<void> {
  for (const { path, digest, bytes } of pushed) {
    const headers = { accept: Object.values(TYPES).join(', ') }
    const answer = await target.call('GET', path, { headers })
    assert.is(answer.status, 200, `${path}: ${answer.text}`)
    assert.is(answer.text, bytes, path)
    assert.is(answer.headers['docker-content-digest'], digest, path)
  }
}
