import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite<{ registry: TestRegistry; path: string; digest: string }>('blobs')
test.before.each(async context => {
  context.registry = await testRegistry()
  context.digest = await pushBlob(context.registry, 'demo/app', '0123456789')
  context.path = `/v2/demo/app/blobs/${context.digest}`
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

test('tells all that a client wants to know', async ({ registry, path, digest }) => {
  for (const method of ['GET', 'HEAD']) {
    const { status, headers, text } = await registry.call(method, path)

    assert.is(status, 200)
    assert.is(text, method === 'GET' ? '0123456789' : '')
    assert.is(headers['content-length'], '10')
    assert.is(headers['content-type'], 'application/octet-stream')
    assert.is(headers['docker-content-digest'], digest)
    assert.is(headers['etag'], `"${digest}"`)
    assert.is(headers['accept-ranges'], 'bytes')
    assert.is(headers['docker-distribution-api-version'], 'registry/2.0')
  }
})

test('serves a part', async ({ registry, path }) => {
  for (const [range, text, content] of [
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-1', '9', 'bytes 9-9/10'],
  ] as const) {
    const answer = await registry.call('GET', path, { headers: { range } })

    assert.is(answer.status, 206)
    assert.is(answer.text, text)
    assert.is(answer.headers['content-range'], content)
    assert.is(answer.headers['content-length'], String(text.length))
  }
})

test('refuses a part that is not there', async ({ registry, path }) => {
  const answer = await registry.call('GET', path, { headers: { range: 'bytes=10-' } })

  assert.is(answer.status, 416)
  assert.is(answer.headers['content-range'], 'bytes */10')
})

test('serves all when the part is wanted of another content', async ({ registry, path }) => {
  const headers = { range: 'bytes=2-4', 'if-range': '"sha256:other"' }

  assert.is((await registry.call('GET', path, { headers })).text, '0123456789')
})

test('sends nothing to who has it', async ({ registry, path, digest }) => {
  for (const known of [digest, `"${digest}"`, `W/"${digest}"`, `"x", "${digest}"`, '*']) {
    const answer = await registry.call('GET', path, { headers: { 'if-none-match': known } })
    assert.is(answer.status, 304, known)
    assert.is(answer.text, '')
  }
})

test('shows a blob only through the repositories that have it', async ({ registry, digest }) => {
  const answer = await registry.call('GET', `/v2/demo/other/blobs/${digest}`)

  assert.is(answer.status, 404)
  assert.equal(JSON.parse(answer.text), {
    errors: [{ code: 'BLOB_UNKNOWN', message: 'blob unknown to registry', detail: digest }],
  })
})

test('refuses what is no digest', async ({ registry }) => {
  const answer = await registry.call('GET', '/v2/demo/app/blobs/sha256:abc')

  assert.is(answer.status, 400)
  assert.match(answer.text, 'DIGEST_INVALID')
})

test('takes percent-encoded digests', async ({ registry, path }) => {
  assert.is((await registry.call('GET', path.replace('sha256:', 'sha256%3A'))).status, 200)
})

test('closes the file when a client stops reading in the middle', async ({ registry }) => {
  const digest = await pushBlob(registry, 'demo/app', Buffer.alloc(8_000_000))
  const socket = connect(registry.running.port, '127.0.0.1')
  socket.write(`GET /v2/demo/app/blobs/${digest} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await new Promise(resolve => socket.once('data', resolve))
  socket.destroy()
  while (!registry.log.some(line => line.includes('status=499'))) {
    await new Promise(setImmediate)
  }

  // Closing would wait for the answer if it were still running.
  await registry.running.close()
})

test('serves large blobs byte for byte', async ({ registry }) => {
  const bytes = Buffer.from(Array.from({ length: 1_500_001 }, (_, index) => index % 251))
  const digest = await pushBlob(registry, 'demo/app', bytes)
  const { body } = await registry.call('GET', `/v2/demo/app/blobs/${digest}`)

  assert.is(digestOf(body), digest)
})

test.run()
