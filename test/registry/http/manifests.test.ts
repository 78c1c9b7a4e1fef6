import { Readable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, MANIFEST_TYPES } from '../../../src/registry/oci/index.ts'
import {
  imageOf,
  OCI_IMAGE,
  pushBlob,
  pushImage,
  type TestRegistry,
  testRegistry,
} from '../../helpers/registry.ts'

const test = suite<{ registry: TestRegistry }>('manifests')
test.before.each(async context => {
  context.registry = await testRegistry({ storage: { inmemory: {} } })
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

const MANIFESTS = '/v2/demo/app/manifests'
const ABSENT = digestOf(Buffer.from('absent'))

function put(registry: TestRegistry, reference: string, body: string, type: string = OCI_IMAGE) {
  return registry.call('PUT', `${MANIFESTS}/${reference}`, {
    headers: { 'content-type': type },
    body,
  })
}

async function image(registry: TestRegistry): Promise<string> {
  return imageOf({
    config: [await pushBlob(registry, 'demo/app', '{}'), 2],
    layer: [await pushBlob(registry, 'demo/app', 'layer'), 5],
  })
}

test('answers a push with where the manifest is now', async ({ registry }) => {
  const body = await image(registry)
  const { status, headers } = await put(registry, 'latest', body)

  const digest = digestOf(Buffer.from(body))
  assert.is(status, 201)
  assert.is(headers['docker-content-digest'], digest)
  assert.is(headers.location, `${registry.url}${MANIFESTS}/${digest}`)
})

test('gives back the bytes that were pushed, with their type', async ({ registry }) => {
  const body = (await image(registry)).replace('{', '{ \n')
  await put(registry, 'latest', body)
  for (const reference of ['latest', digestOf(Buffer.from(body))]) {
    const { status, headers, text } = await registry.call('GET', `${MANIFESTS}/${reference}`)

    assert.is(status, 200)
    assert.is(text, body)
    assert.is(headers['content-type'], OCI_IMAGE)
    assert.is(headers['etag'], `"${digestOf(Buffer.from(body))}"`)
  }
  const head = await registry.call('HEAD', `${MANIFESTS}/latest`)
  assert.is(head.headers['content-length'], String(body.length))
  assert.is(head.text, '')
})

test('moves a tag, and keeps what it pointed at', async ({ registry }) => {
  const first = await pushImage(registry, 'demo/app', 'one')
  const body = await image(registry)
  await put(registry, 'one', body)

  const { headers } = await registry.call('HEAD', `${MANIFESTS}/one`)
  assert.is(headers['docker-content-digest'], digestOf(Buffer.from(body)))
  assert.is((await registry.call('GET', `${MANIFESTS}/${first}`)).status, 200)
})

test('takes a manifest by digest, of either algorithm', async ({ registry }) => {
  const body = await image(registry)
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const digest = digestOf(Buffer.from(body), algorithm)
    const answer = await put(registry, digest, body)

    assert.is(answer.status, 201)
    assert.is(answer.headers['docker-content-digest'], digest)
    assert.is((await registry.call('GET', `${MANIFESTS}/${digest}`)).text, body)
  }
  assert.is((await put(registry, ABSENT, body)).status, 400)
})

test('refuses an image whose parts are not here, and names each', async ({ registry }) => {
  const other = digestOf(Buffer.from('other'))
  const answer = await put(registry, 'x', imageOf({ config: [ABSENT, 1], layer: [other, 1] }))

  assert.is(answer.status, 400)
  assert.equal(
    JSON.parse(answer.text).errors.map((error: { code: string; detail: string }) => error.detail),
    [ABSENT, other],
  )
  assert.is((await registry.call('GET', `${MANIFESTS}/x`)).status, 404)
})

test('refuses an image that lies about a size', async ({ registry }) => {
  const config = await pushBlob(registry, 'demo/app', '{}')
  const answer = await put(registry, 'x', imageOf({ config: [config, 3], layer: [config, 2] }))

  assert.is(answer.status, 400)
  assert.match(answer.text, 'has 2 bytes, not 3')
})

test('takes an index once its manifests are here', async ({ registry }) => {
  const descriptor = (digest: string) => ({ mediaType: OCI_IMAGE, digest, size: 1 })
  const index = (digest: string) =>
    JSON.stringify({ schemaVersion: 2, manifests: [descriptor(digest)] })
  const refused = await put(registry, 'multi', index(ABSENT), MANIFEST_TYPES.ociIndex)
  assert.match(refused.text, 'MANIFEST_BLOB_UNKNOWN')
  const child = await pushImage(registry, 'demo/app', 'child')

  const taken = await put(registry, 'multi', index(child), MANIFEST_TYPES.ociIndex)
  assert.is(taken.status, 201)
})

test('gives the usual image of an index to who takes no index', async ({ registry }) => {
  const child = await pushImage(registry, 'demo/app', 'child')
  const platform = { os: 'linux', architecture: 'amd64' }
  const manifests = [{ mediaType: OCI_IMAGE, digest: child, size: 1, platform }]
  const body = JSON.stringify({ schemaVersion: 2, manifests })
  const index = await put(registry, 'multi', body, MANIFEST_TYPES.ociIndex)
  const headers = { accept: OCI_IMAGE }

  const byTag = await registry.call('GET', `${MANIFESTS}/multi`, { headers })
  assert.is(byTag.headers['docker-content-digest'], child)
  const digest = String(index.headers['docker-content-digest'])
  const byDigest = await registry.call('GET', `${MANIFESTS}/${digest}`, { headers })
  assert.is(byDigest.status, 404)
})

test('keeps back a type that the client cannot take, and says which it is', async ({
  registry,
}) => {
  await pushImage(registry, 'demo/app', 'v1')
  const answer = await registry.call('GET', `${MANIFESTS}/v1`, {
    headers: { accept: MANIFEST_TYPES.dockerImage },
  })

  assert.is(answer.status, 404)
  assert.match(answer.text, OCI_IMAGE)
})

test('refuses references of the wrong form', async ({ registry }) => {
  for (const method of ['GET', 'PUT']) {
    const options = method === 'PUT' ? { body: await image(registry) } : {}
    const bad = await registry.call(method, `${MANIFESTS}/sha256:bad`, options)
    assert.is(bad.status, 400)
    assert.match(bad.text, 'DIGEST_INVALID')
    const tag = await registry.call(method, `${MANIFESTS}/-bad`, options)
    assert.match(tag.text, 'TAG_INVALID')
  }
})

test('takes 4 MiB of manifest and not a byte more', async ({ registry }) => {
  const body = await image(registry)
  const padded = (size: number) => body.padEnd(size)
  const limit = 4 * 1024 * 1024
  assert.is((await put(registry, 'large', padded(limit))).status, 201)
  const announced = await put(registry, 'larger', padded(limit + 1))
  const streamed = await registry.call('PUT', `${MANIFESTS}/larger`, {
    headers: { 'content-type': OCI_IMAGE },
    body: Readable.from([padded(limit), ' ']),
  })

  for (const answer of [announced, streamed]) {
    assert.is(answer.status, 413)
    assert.match(answer.text, 'MANIFEST_INVALID')
  }
})

test.run()
