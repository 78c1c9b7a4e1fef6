import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  digestOf,
  MANIFEST_TYPES,
  readSchema1,
  SCHEMA1_TYPES,
} from '../../../src/registry/oci/index.ts'
import { takeApart } from '../../../src/registry/oci/schema1/index.ts'
import { storeOldImage } from '../../helpers/oldVolume.ts'
import { type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { CONVERTED_BY_DOCKER } from '../oci/schema1/vectors.ts'

interface Context {
  readonly registry: TestRegistry
}

const V2 = '/v2/demo/app'
const { plain: PLAIN, signed: SIGNED } = SCHEMA1_TYPES
const CONTENT = { schemaVersion: 1, name: 'demo/app', tag: 'old', fsLayers: [], history: [] }
const SIGNED_WHOLE = Buffer.from(JSON.stringify({ ...CONTENT, signatures: [] }, undefined, 3))
const { payload: PAYLOAD, signatures: SIGNATURES } = takeApart(CONVERTED_BY_DOCKER)

const test = suite<Context>('images of the first schema')
test.before(async context => {
  const registry = await testRegistry()
  const signatures = SIGNATURES.map(one => Buffer.from(JSON.stringify(one)))
  const store = (tag: string, manifest: Buffer, more = {}) =>
    storeOldImage(registry.root, { repository: 'demo/app', tag, manifest, ...more })
  await store('plain', Buffer.from(`${PAYLOAD}\n`))
  await store('kept', PAYLOAD, { signatures: [...signatures, Buffer.from('not a signature')] })
  await store('whole', SIGNED_WHOLE)
  Object.assign(context, { registry })
})
test.after(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

function get({ registry }: Context, reference: string, accept: string, method = 'GET') {
  return registry.call(method, `${V2}/manifests/${reference}`, { headers: { accept } })
}

test('are served with the signatures that they were pushed with, byte for byte', async context => {
  for (const accept of ['*/*', `${MANIFEST_TYPES.dockerImage}, ${SIGNED}`, `${SIGNED}, ${PLAIN}`]) {
    for (const reference of ['kept', digestOf(PAYLOAD)]) {
      const { status, headers, text } = await get(context, reference, accept)
      assert.is(status, 200, text)
      assert.is(headers['content-type'], SIGNED)
      assert.is(headers['docker-content-digest'], digestOf(PAYLOAD))
      assert.is(headers['etag'], `"${digestOf(PAYLOAD)}"`)
      assert.match(String(headers['warning']), /^299 - "[^"]+"$/)
      assert.is(text, CONVERTED_BY_DOCKER.toString())
    }
  }
})

test('are signed for who asks for that, where their signatures are not kept', async context => {
  const { headers, body } = await get(context, 'plain', `${MANIFEST_TYPES.ociImage}, ${SIGNED}`)
  const head = await get(context, 'plain', SIGNED, 'HEAD')

  const { payload } = readSchema1(body)
  assert.is(payload.toString(), `${PAYLOAD}\n`)
  assert.is(headers['content-type'], SIGNED)
  assert.is(headers['docker-content-digest'], digestOf(payload))
  assert.is(head.headers['content-length'], String(body.length))
})

test('are served as they are stored to all others', async context => {
  for (const [accept, tag] of [
    ['*/*', 'plain'],
    [PLAIN, 'plain'],
    [PLAIN, 'kept'],
  ] as const) {
    const { headers, body } = await get(context, tag, accept)
    assert.is(headers['content-type'], PLAIN)
    assert.is(headers['docker-content-digest'], digestOf(body))
    assert.is(body.toString().trim(), PAYLOAD.toString())
  }
})

test('are served as they are where somebody stored the signed form', async context => {
  for (const accept of ['*/*', PLAIN, SIGNED]) {
    const { headers, body } = await get(context, 'whole', accept)
    assert.is(headers['content-type'], SIGNED)
    assert.is(headers['docker-content-digest'], digestOf(SIGNED_WHOLE))
    assert.equal(body, SIGNED_WHOLE)
  }
})

test('are kept back from who takes newer ones alone', async context => {
  const { status, text } = await get(context, 'plain', MANIFEST_TYPES.ociImage)
  assert.is(status, 404)
  assert.match(text, PLAIN)
})

test('refer to nothing, and nothing stumbles over them', async ({ registry }) => {
  const answer = await registry.call('GET', `${V2}/referrers/sha256:${'0'.repeat(64)}`)
  assert.equal(JSON.parse(answer.text).manifests, [])
})

test('are no longer taken, unless so configured', async ({ registry }) => {
  for (const type of [PLAIN, SIGNED, 'application/json']) {
    const headers = { 'content-type': type }
    const put = { headers, body: CONVERTED_BY_DOCKER }
    const { status, text } = await registry.call('PUT', `${V2}/manifests/new`, put)
    assert.is(status, 400)
    assert.match(text, 'MANIFEST_INVALID')
    assert.match(text, 'compatibility.schema1.enabled')
  }
})

test('can be deleted', async context => {
  const { registry } = context
  const digest = digestOf(SIGNED_WHOLE)
  assert.is((await registry.call('DELETE', `${V2}/manifests/${digest}`)).status, 202)
  assert.is((await get(context, 'whole', '*/*')).status, 404)
})

test.run()
