import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { imageOf, pushBlob, pushImage, testRegistry } from '../../helpers/registry.ts'

const test = suite('deletes')
const V2 = '/v2/demo/app'
const inmemory = {}

test('by tag take the tag alone', async () => {
  await using registry = await testRegistry({ storage: { inmemory } })
  const digest = await pushImage(registry, 'demo/app', 'v1')
  const { status } = await registry.call('DELETE', `${V2}/manifests/v1`)

  assert.is(status, 202)
  assert.is((await registry.call('GET', `${V2}/manifests/v1`)).status, 404)
  assert.is((await registry.call('GET', `${V2}/manifests/${digest}`)).status, 200)
  assert.equal(JSON.parse((await registry.call('GET', `${V2}/tags/list`)).text).tags, [])
})

test('by digest take the tags that point there now, and no others', async () => {
  await using registry = await testRegistry({ storage: { inmemory } })
  const digest = await pushImage(registry, 'demo/app', 'v1')
  await pushImage(registry, 'demo/app', 'moved')
  const content = await registry.call('GET', `${V2}/manifests/v1`)
  const headers = { 'content-type': String(content.headers['content-type']) }
  const put = { headers, body: content.body }
  await registry.call('PUT', `${V2}/manifests/${digest}?tag=stable`, put)
  await registry.call('PUT', `${V2}/manifests/other`, put)
  await pushImage(registry, 'demo/app', 'other')
  const { status } = await registry.call('DELETE', `${V2}/manifests/${digest}`)

  assert.is(status, 202)
  const { text } = await registry.call('GET', `${V2}/tags/list`)
  assert.equal(JSON.parse(text).tags, ['moved', 'other'])
})

test('of a blob leave it to the other repositories that have it', async () => {
  await using registry = await testRegistry({ storage: { inmemory } })
  const digest = await pushBlob(registry, 'demo/app', 'shared')
  await pushBlob(registry, 'other/app', 'shared')
  const { status } = await registry.call('DELETE', `${V2}/blobs/${digest}`)

  assert.is(status, 202)
  assert.is((await registry.call('HEAD', `${V2}/blobs/${digest}`)).status, 404)
  assert.is((await registry.call('GET', `/v2/other/app/blobs/${digest}`)).text, 'shared')
})

test('of the last manifest take the repository out of the listings', async () => {
  await using registry = await testRegistry({ storage: { inmemory } })
  const digest = await pushImage(registry, 'demo/app', 'v1')
  await registry.call('DELETE', `${V2}/manifests/${digest}`)

  assert.equal(JSON.parse((await registry.call('GET', '/v2/_catalog')).text).repositories, [])
  const { status, text } = await registry.call('GET', `${V2}/tags/list`)
  assert.is(status, 404)
  assert.match(text, 'NAME_UNKNOWN')
})

for (const [key, storage] of [
  ['storage.delete.enabled', { inmemory, delete: { enabled: false } }],
  ['read-only', { inmemory, maintenance: { readonly: { enabled: true } } }],
] as const) {
  test(`are refused where ${key} forbids them`, async () => {
    await using registry = await testRegistry({ storage })
    const digest = `sha256:${'0'.repeat(64)}`
    for (const path of ['manifests/v1', `manifests/${digest}`, `blobs/${digest}`]) {
      const { status, text } = await registry.call('DELETE', `${V2}/${path}`)
      assert.is(status, 405, path)
      assert.match(text, 'UNSUPPORTED')
      assert.match(text, key)
    }
  })
}

test('leave uploads to be cancelled where nothing may be deleted', async () => {
  const storage = { inmemory, delete: { enabled: false } }
  await using registry = await testRegistry({ storage })
  const begun = await registry.call('POST', `${V2}/blobs/uploads/`)
  const { pathname, search } = new URL(String(begun.headers['location']))

  assert.is((await registry.call('DELETE', pathname + search)).status, 204)
})

test('let the same image be pushed again', async () => {
  await using registry = await testRegistry({ storage: { inmemory } })
  const digest = await pushImage(registry, 'demo/app', 'v1')
  const layer = await pushBlob(registry, 'demo/app', 'layer of v1')
  await registry.call('DELETE', `${V2}/manifests/${digest}`)
  await registry.call('DELETE', `${V2}/blobs/${layer}`)
  const body = imageOf({
    config: [await pushBlob(registry, 'demo/app', '{}'), 2],
    layer: [layer, 'layer of v1'.length],
  })

  const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }
  const refused = await registry.call('PUT', `${V2}/manifests/v1`, { headers, body })
  assert.match(refused.text, 'MANIFEST_BLOB_UNKNOWN')
  assert.is(await pushImage(registry, 'demo/app', 'v1'), digest)
  assert.is((await registry.call('GET', `${V2}/manifests/v1`)).status, 200)
})

test.run()
