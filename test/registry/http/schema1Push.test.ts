import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  digestOf,
  EMPTY_LAYER,
  EMPTY_LAYER_DIGEST,
  parseDigest,
  readSchema1,
  SCHEMA1_TYPES,
} from '../../../src/registry/oci/index.ts'
import { blobData } from '../../../src/registry/storage/layout.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { CONVERTED_BY_DOCKER, CONVERTED_DIGEST } from '../oci/schema1/vectors.ts'

interface Context {
  registry: TestRegistry
}

const V2 = '/v2/demo/app'

const test = suite<Context>('pushes of the first schema')
test.before.each(async context => {
  context.registry = await testRegistry({ compatibility: { schema1: { enabled: true } } })
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

function put({ registry }: Context, reference: string, body: Buffer = CONVERTED_BY_DOCKER) {
  const headers = { 'content-type': SCHEMA1_TYPES.signed }
  return registry.call('PUT', `${V2}/manifests/${reference}`, { headers, body })
}

async function pushLayers({ registry }: Context): Promise<void> {
  for (const layer of ['layer one', 'layer two']) await pushBlob(registry, 'demo/app', layer)
}

test('are known by the digest of what is signed', async context => {
  await pushLayers(context)
  for (const reference of ['latest', CONVERTED_DIGEST]) {
    const { status, headers, text } = await put(context, reference)
    assert.is(status, 201, text)
    assert.is(headers['docker-content-digest'], CONVERTED_DIGEST)
    assert.match(String(headers.location), CONVERTED_DIGEST)
  }
  const headers = { accept: SCHEMA1_TYPES.signed }
  const pulled = await context.registry.call('GET', `${V2}/manifests/latest`, { headers })
  assert.is(digestOf(readSchema1(pulled.body).payload), CONVERTED_DIGEST)
  const digest = parseDigest(CONVERTED_DIGEST)
  assert.ok(digest && (await context.registry.files()).includes(blobData(digest)))
})

test('are refused by any other digest', async context => {
  await pushLayers(context)
  const { status, text } = await put(context, digestOf(CONVERTED_BY_DOCKER))
  assert.is(status, 400)
  assert.match(text, 'DIGEST_INVALID')
})

test('are refused while layers are missing, each of them named', async context => {
  const { status, text } = await put(context, 'latest')

  assert.is(status, 400)
  const details = JSON.parse(text).errors.map((error: { detail: string }) => error.detail)
  assert.is(details.length, 2)
  assert.not(details.includes(EMPTY_LAYER_DIGEST))
})

test('are refused when they were changed', async context => {
  await pushLayers(context)
  const changed = CONVERTED_BY_DOCKER.toString().replace('"latest"', '"newest"')
  const { status, text } = await put(context, 'latest', Buffer.from(changed))
  assert.is(status, 400)
  assert.match(text, 'MANIFEST_UNVERIFIED')
})

test('need not send the empty layer, which is stored with the first that needs it', async context => {
  const { registry } = context
  const path = `${V2}/blobs/${EMPTY_LAYER_DIGEST}`
  const stored = blobData(EMPTY_LAYER_DIGEST)
  assert.is((await registry.call('HEAD', path)).status, 200)
  assert.not((await registry.files()).includes(stored))

  await pushLayers(context)
  assert.is((await put(context, 'latest')).status, 201)

  assert.ok((await registry.files()).includes(stored))
  const { body } = await registry.call('GET', path)
  assert.equal(body, EMPTY_LAYER)
})

test.run()
