import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, MANIFEST_TYPES } from '../../../src/registry/oci/index.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite('rules for manifests')
const MANIFESTS = '/v2/demo/app/manifests'
const ABSENT = digestOf(Buffer.from('absent'))
const FOREIGN = {
  docker: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  oci: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
}

type Kind = keyof typeof FOREIGN

async function pushLayer(registry: TestRegistry, kind: Kind, layer: object) {
  const type = kind === 'docker' ? MANIFEST_TYPES.dockerImage : MANIFEST_TYPES.ociImage
  const digest = await pushBlob(registry, 'demo/app', '{}')
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 2 }
  const layers = [{ mediaType: FOREIGN[kind], digest: ABSENT, size: 6, ...layer }]
  return put(registry, type, { config, layers })
}

function put(registry: TestRegistry, type: string, content: object) {
  const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...content })
  return registry.call('PUT', `${MANIFESTS}/v1`, { headers: { 'content-type': type }, body })
}

const LAYERS: readonly (readonly [string, Kind, object, number])[] = [
  ['a layer at a web address', 'oci', { urls: ['https://store.example/layer'] }, 201],
  ['a layer at a web address, of docker', 'docker', { urls: ['http://store.example/l'] }, 201],
  ['a layer without an address', 'oci', {}, 201],
  ['a layer without an address, of docker', 'docker', {}, 400],
  ['a layer at another address', 'oci', { urls: ['ftp://store.example/layer'] }, 400],
  ['a good address beside a bad one', 'oci', { urls: ['https://a.example', 'file:///etc'] }, 400],
]

for (const [what, kind, layer, status] of LAYERS) {
  test(`${status === 201 ? 'take' : 'refuse'} ${what}`, async () => {
    await using registry = await testRegistry({ storage: { inmemory: {} } })
    const answer = await pushLayer(registry, kind, layer)

    assert.is(answer.status, status, answer.text)
    if (status !== 201) assert.match(answer.text, /MANIFEST_INVALID.*URL/)
  })
}

test('refuse an address on a layer that is kept here, of docker', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  const digest = await pushBlob(registry, 'demo/app', 'layer')
  const mediaType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
  const layer = { mediaType, digest, size: 5, urls: ['https://store.example/layer'] }

  assert.match((await pushLayer(registry, 'docker', layer)).text, 'unexpected URL on layer')
})

test('obey the addresses that are allowed and denied', async () => {
  const urls = { allow: ['^https://store\\.example/'], deny: ['/secret/'] }
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    validation: { manifests: { urls } },
  })
  const status = async (url: string) => (await pushLayer(registry, 'oci', { urls: [url] })).status

  assert.is(await status('https://store.example/layer'), 201)
  assert.is(await status('https://elsewhere.example/layer'), 400)
  assert.is(await status('https://store.example/secret/layer'), 400)
})

const CHILDREN: readonly (readonly [string, object, string, number])[] = [
  ['all', { platforms: 'all' }, 'arm64', 400],
  ['none', { platforms: 'none' }, 'amd64', 201],
  ['another platform', { platforms: 'list' }, 'arm64', 201],
  ['its platform', { platforms: 'list' }, 'amd64', 400],
]

for (const [which, indexes, architecture, status] of CHILDREN) {
  test(`answer ${status} to an index without an image where ${which} must be there`, async () => {
    const platformlist = [{ os: 'linux', architecture: 'amd64' }]
    await using registry = await testRegistry({
      storage: { inmemory: {} },
      validation: { manifests: { indexes: { platformlist, ...indexes } } },
    })
    const platform = { os: 'linux', architecture }
    const child = { mediaType: MANIFEST_TYPES.ociImage, digest: ABSENT, size: 6, platform }
    const answer = await put(registry, MANIFEST_TYPES.ociIndex, { manifests: [child] })

    assert.is(answer.status, status, answer.text)
  })
}

test.run()
