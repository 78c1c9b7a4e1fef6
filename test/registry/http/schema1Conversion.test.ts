import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  convertToSchema1,
  digestOf,
  EMPTY_LAYER,
  EMPTY_LAYER_DIGEST,
  MANIFEST_TYPES,
  parseManifestKey,
  readSchema1,
  SCHEMA1_TYPES,
} from '../../../src/registry/oci/index.ts'
import { takeApart } from '../../../src/registry/oci/schema1/index.ts'
import { MANIFEST_KEY } from '../../../src/registry/storage/layout.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { faultIn } from '../../helpers/rejection.ts'
import { CONVERTED_BY_DOCKER, CONVERTED_DIGEST, IMAGE } from '../oci/schema1/vectors.ts'

interface Context {
  registry: TestRegistry
  /** Of the image of the second schema. */
  digest: string
}

const V2 = '/v2/demo/app'
const { plain: PLAIN, signed: SIGNED } = SCHEMA1_TYPES
const { dockerImage: IMAGE_TYPE, dockerList: LIST_TYPE, ociIndex: INDEX_TYPE } = MANIFEST_TYPES
const OLD = `${SIGNED}, ${PLAIN};q=0.5`

const test = suite<Context>('clients that know the first schema alone')
test.before.each(async context => {
  context.registry = await testRegistry()
  context.digest = await push(
    context.registry,
    'latest',
    IMAGE_TYPE,
    await imageIn(context.registry),
  )
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

/** A manifest of the second schema, of which docker-registry's answer is known. */
async function imageIn(registry: TestRegistry, config: Buffer = IMAGE.config): Promise<object> {
  const blob = async (content: Buffer, mediaType: string) => {
    return {
      mediaType,
      digest: await pushBlob(registry, 'demo/app', content),
      size: content.length,
    }
  }
  const layer = (text: string) =>
    blob(Buffer.from(text), 'application/vnd.docker.image.rootfs.diff.tar.gzip')
  return {
    schemaVersion: 2,
    mediaType: IMAGE_TYPE,
    config: await blob(config, 'application/vnd.docker.container.image.v1+json'),
    layers: [await layer('layer one'), await layer('layer two')],
  }
}

async function push(registry: TestRegistry, tag: string, type: string, content: object) {
  const body = JSON.stringify(content)
  const headers = { 'content-type': type }
  const answer = await registry.call('PUT', `${V2}/manifests/${tag}`, { headers, body })
  assert.is(answer.status, 201, answer.text)
  return digestOf(Buffer.from(body))
}

function get(
  { registry }: { registry: TestRegistry },
  what: string,
  accept: string,
  method = 'GET',
) {
  return registry.call(method, `${V2}/manifests/${what}`, { headers: { accept } })
}

test('are shown images of the second in it, signed', async context => {
  const { status, headers, body } = await get(context, 'latest', OLD)

  assert.is(status, 200)
  assert.is(headers['content-type'], SIGNED)
  assert.is(headers['docker-content-digest'], CONVERTED_DIGEST)
  assert.is(headers['etag'], `"${CONVERTED_DIGEST}"`)
  assert.match(String(headers['warning']), 'converted')
  assert.equal(readSchema1(body).payload, takeApart(CONVERTED_BY_DOCKER).payload)
})

test('are told by HEAD what GET would bring', async context => {
  const got = await get(context, 'latest', SIGNED)
  const head = await get(context, 'latest', SIGNED, 'HEAD')
  for (const name of ['content-type', 'content-length', 'docker-content-digest', 'warning']) {
    assert.is(head.headers[name], got.headers[name], name)
  }
  assert.is(head.text, '')
})

test('are spared the signature where they name the unsigned form alone', async context => {
  const { headers, body } = await get(context, 'latest', PLAIN)
  assert.is(headers['content-type'], PLAIN)
  assert.is(digestOf(body), CONVERTED_DIGEST)
})

test('are shown nothing else by digest', async context => {
  const { status, text } = await get(context, context.digest, OLD)
  assert.is(status, 404)
  assert.match(text, IMAGE_TYPE)
})

test('are shown what was pushed as soon as they take it', async context => {
  for (const accept of [`${OLD}, ${IMAGE_TYPE}`, '*/*', `${OLD}, application/json`]) {
    const { headers } = await get(context, 'latest', accept)
    assert.is(headers['content-type'], IMAGE_TYPE)
    assert.is(headers['docker-content-digest'], context.digest)
    assert.is(headers['warning'], undefined)
  }
})

test('are shown of an index the image of the usual platform', async context => {
  const { registry, digest } = context
  const size = JSON.stringify(await imageIn(registry)).length
  const child = { mediaType: IMAGE_TYPE, digest, size }
  const platform = { os: 'linux', architecture: 'amd64' }
  const tag = 'latest'
  for (const mediaType of [LIST_TYPE, INDEX_TYPE]) {
    const manifests = [{ ...child, platform: { ...platform, architecture: 'arm' } }]
    await push(registry, tag, mediaType, { schemaVersion: 2, mediaType, manifests })
    assert.is((await get(context, tag, OLD)).status, 404)

    manifests.push({ ...child, platform })
    await push(registry, tag, mediaType, { schemaVersion: 2, mediaType, manifests })
    const { headers } = await get(context, tag, OLD)
    assert.is(headers['docker-content-digest'], CONVERTED_DIGEST)
  }
})

test('are shown no OCI images', async context => {
  const { registry } = context
  const mediaType = MANIFEST_TYPES.ociImage
  await push(registry, 'oci', mediaType, { ...(await imageIn(registry)), mediaType })
  assert.is((await get(context, 'oci', OLD)).status, 404)
})

test('are told why an image has no form in it', async context => {
  const { registry } = context
  await push(registry, 'bare', IMAGE_TYPE, await imageIn(registry, Buffer.from('{}')))
  const { status, text } = await get(context, 'bare', OLD)
  assert.is(status, 400)
  assert.match(text, "can't be shown in schema 1")
})

test('find the empty layer wherever they may pull', async ({ registry }) => {
  const path = `${V2}/blobs/${EMPTY_LAYER_DIGEST}`
  const head = await registry.call('HEAD', path)
  const whole = await registry.call('GET', path)
  const part = await registry.call('GET', path, { headers: { range: 'bytes=4-9' } })

  assert.is(head.headers['content-length'], String(EMPTY_LAYER.length))
  assert.equal(whole.body, EMPTY_LAYER)
  assert.is(part.status, 206)
  assert.equal(part.body, EMPTY_LAYER.subarray(4, 10))
})

test('leave nothing behind in the storage but the key that signed', async context => {
  const before = await context.registry.files()
  await get(context, 'latest', OLD)
  await context.registry.call('GET', `${V2}/blobs/${EMPTY_LAYER_DIGEST}`)

  const added = (await context.registry.files()).filter(path => !before.includes(path))
  assert.equal(added, [MANIFEST_KEY])
})

test('see the same key after a restart, and from each replica', async ({ registry }) => {
  await using replica = await testRegistry({}, registry.root)
  const keys = [registry, replica].map(async one =>
    keyIn((await get({ registry: one }, 'latest', OLD)).body),
  )
  const [mine, yours] = await Promise.all(keys)
  assert.ok(mine)
  assert.equal(mine, yours)
})

test('see the key that is configured', async ({ registry }) => {
  const folder = await mkdtemp(join(tmpdir(), 'wharfinger-key-'))
  const file = join(folder, 'key.pem')
  try {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
    await writeFile(file, pem)
    for (const option of ['signingkeyfile', 'trustkey']) {
      const compatibility = { schema1: { [option]: file } }
      await using other = await testRegistry({ compatibility }, registry.root)
      const { body } = await get({ registry: other }, 'latest', OLD)
      assert.equal(keyIn(body), parseManifestKey(pem).jwk)
    }
    await writeFile(file, 'no key')
    const compatibility = { schema1: { signingkeyfile: file } }
    const { message } = await faultIn(testRegistry({ compatibility }, registry.root))
    assert.match(message, `compatibility.schema1.signingkeyfile: ${file} can't be used`)
  } finally {
    await rm(folder, { recursive: true })
  }
})

function keyIn(body: Buffer) {
  readSchema1(body)
  return takeApart(body).signatures[0]?.header.jwk
}

test('are shown the tag that they asked for', async context => {
  await push(context.registry, 'other', IMAGE_TYPE, await imageIn(context.registry))
  const { body } = await get(context, 'other', PLAIN)
  assert.equal(body, convertToSchema1({ ...IMAGE, tag: 'other' }))
})

test.run()
