import { Readable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { type Answer, pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite<{ registry: TestRegistry }>('uploads')
test.before.each(async context => {
  context.registry = await testRegistry()
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

const UPLOADS = '/v2/demo/app/blobs/uploads/'
const HELLO = Buffer.from('hello world')

async function begin(registry: TestRegistry): Promise<string> {
  const answer = await registry.call('POST', UPLOADS)
  assert.is(answer.status, 202)
  return locationOf(answer)
}

function locationOf({ headers }: Answer): string {
  return String(headers.location)
}

function finishing(location: string, bytes: Uint8Array): string {
  return `${location}&digest=${digestOf(bytes)}`
}

async function blob(registry: TestRegistry, bytes: Uint8Array): Promise<Answer> {
  return registry.call('GET', `/v2/demo/app/blobs/${digestOf(bytes)}`)
}

test('takes a blob in one request', async ({ registry }) => {
  const digest = digestOf(HELLO)
  const answer = await registry.call('POST', `${UPLOADS}?digest=${digest}`, { body: HELLO })

  assert.is(answer.status, 201)
  assert.is(answer.headers['docker-content-digest'], digest)
  assert.is(locationOf(answer), `${registry.url}/v2/demo/app/blobs/${digest}`)
  assert.is(answer.headers['content-length'], '0')
  assert.is((await blob(registry, HELLO)).text, 'hello world')
})

test('takes a blob in two: begin, then all', async ({ registry }) => {
  const location = await begin(registry)
  const answer = await registry.call('PUT', finishing(location, HELLO), { body: HELLO })

  assert.is(answer.status, 201)
  assert.is((await blob(registry, HELLO)).text, 'hello world')
})

test('takes a blob as one stream of unknown length, as docker sends it', async ({ registry }) => {
  const location = await begin(registry)
  const streamed = await registry.call('PATCH', location, {
    body: Readable.from(['hello ', 'world']),
  })
  assert.is(streamed.status, 202)
  assert.is(streamed.headers.range, '0-10')
  const answer = await registry.call('PUT', finishing(locationOf(streamed), HELLO))

  assert.is(answer.status, 201)
  assert.is((await blob(registry, HELLO)).text, 'hello world')
})

test('takes a blob in chunks, each at its place, the last one with the digest', async ({
  registry,
}) => {
  let location = await begin(registry)
  for (const [range, text] of [
    ['0-4', 'hello'],
    ['5-7', ' wo'],
  ] as const) {
    const chunk = await registry.call('PATCH', location, {
      headers: { 'content-range': range },
      body: text,
    })
    assert.is(chunk.status, 202)
    assert.is(chunk.headers.range, `0-${range.split('-')[1]}`)
    location = locationOf(chunk)
  }
  const answer = await registry.call('PUT', finishing(location, HELLO), {
    headers: { 'content-range': '8-10' },
    body: 'rld',
  })

  assert.is(answer.status, 201)
  assert.is((await blob(registry, HELLO)).text, 'hello world')
})

test('refuses a chunk that belongs elsewhere, and the upload goes on', async ({ registry }) => {
  const first = await registry.call('PATCH', await begin(registry), { body: 'hello' })
  for (const method of ['PATCH', 'PUT']) {
    const wrong = await registry.call(method, finishing(locationOf(first), HELLO), {
      headers: { 'content-range': '6-10' },
      body: 'world',
    })
    assert.is(wrong.status, 416)
    assert.is(wrong.headers.range, '0-4')
    assert.is((await registry.call('GET', locationOf(wrong))).status, 204)
  }
  const answer = await registry.call('PUT', finishing(locationOf(first), HELLO), {
    headers: { 'content-range': '5-10' },
    body: ' world',
  })

  assert.is(answer.status, 201)
})

test('refuses a chunk sent again to where the client once was', async ({ registry }) => {
  const start = await begin(registry)
  await registry.call('PATCH', start, { body: 'hello' })
  const again = await registry.call('PATCH', start, { body: 'hello' })

  assert.is(again.status, 416)
  assert.match(again.text, 'RANGE_INVALID')
})

test('refuses a chunk whose length is not that of its range', async ({ registry }) => {
  const answer = await registry.call('PATCH', await begin(registry), {
    headers: { 'content-range': '0-9' },
    body: 'hello',
  })

  assert.is(answer.status, 400)
  assert.match(answer.text, 'SIZE_INVALID')
})

test('says how far an upload is', async ({ registry }) => {
  const location = await begin(registry)
  assert.is((await registry.call('GET', location)).headers.range, '0-0')
  await registry.call('PATCH', location, { body: 'hello' })
  const status = await registry.call('GET', location)

  assert.is(status.status, 204)
  assert.is(status.headers.range, '0-4')
  assert.ok(status.headers['docker-upload-uuid'])
})

test('drops a cancelled upload whole', async ({ registry }) => {
  const location = await begin(registry)
  await registry.call('PATCH', location, { body: 'hello' })

  assert.is((await registry.call('DELETE', location)).status, 204)
  assert.is((await registry.call('GET', location)).status, 404)
  assert.is((await registry.call('PATCH', location, { body: 'x' })).status, 404)
  assert.equal(
    (await registry.files()).filter(file => file.includes('_uploads')),
    [],
  )
})

test('keeps nothing of bytes that have another digest', async ({ registry }) => {
  const claimed = digestOf(Buffer.from('something else'))
  const begun = await begin(registry)
  for (const [method, path] of [
    ['POST', `${UPLOADS}?digest=${claimed}`],
    ['PUT', `${begun}&digest=${claimed}`],
  ] as const) {
    const answer = await registry.call(method, path, { body: HELLO })
    assert.is(answer.status, 400)
    assert.match(answer.text, 'DIGEST_INVALID')
  }

  assert.is((await registry.call('HEAD', `/v2/demo/app/blobs/${claimed}`)).status, 404)
  assert.is((await blob(registry, HELLO)).status, 404)
  assert.equal(
    (await registry.files()).filter(file => !file.includes('_wharfinger')),
    [],
  )
})

test('keeps an upload whose digest cannot be read', async ({ registry }) => {
  const location = await begin(registry)
  for (const query of ['', '&digest=', '&digest=sha256:abc', '&digest=md5:abc']) {
    const answer = await registry.call('PUT', location + query, { body: HELLO })
    assert.is(answer.status, 400)
    assert.match(answer.text, 'DIGEST_INVALID')
  }

  assert.is((await registry.call('PUT', finishing(location, HELLO), { body: HELLO })).status, 201)
})

test('takes sha512 as a digest of its own', async ({ registry }) => {
  const digest = digestOf(HELLO, 'sha512')
  const chunked = await registry.call('PATCH', await begin(registry), { body: HELLO })
  const answer = await registry.call('PUT', `${locationOf(chunked)}&digest=${digest}`)

  assert.is(answer.status, 201)
  assert.is(answer.headers['docker-content-digest'], digest)
  const got = await registry.call('GET', `/v2/demo/app/blobs/${digest}`)
  assert.is(got.text, 'hello world')
  assert.is(got.headers['docker-content-digest'], digest)
})

test('takes a blob of no bytes', async ({ registry }) => {
  const digest = await pushBlob(registry, 'demo/app', '')
  const answer = await registry.call('GET', `/v2/demo/app/blobs/${digest}`)

  assert.is(answer.status, 200)
  assert.is(answer.headers['content-length'], '0')
})

test('begins an upload when the body that a digest announces does not come', async ({
  registry,
}) => {
  const answer = await registry.call('POST', `${UPLOADS}?digest=${digestOf(HELLO)}`)

  assert.is(answer.status, 202)
})

test('shows a blob of another repository without its bytes being sent again', async ({
  registry,
}) => {
  const digest = await pushBlob(registry, 'other/app', HELLO)
  assert.is((await blob(registry, HELLO)).status, 404)
  const answer = await registry.call('POST', `${UPLOADS}?mount=${digest}&from=other/app`)

  assert.is(answer.status, 201)
  assert.is(answer.headers['docker-content-digest'], digest)
  assert.is((await blob(registry, HELLO)).status, 200)
})

test('begins an upload where there is nothing to mount', async ({ registry }) => {
  for (const query of [
    `mount=${digestOf(HELLO)}&from=other/app`,
    `mount=${digestOf(HELLO)}`,
    'mount=nonsense&from=other/app',
    `mount=${digestOf(HELLO)}&from=../etc`,
  ]) {
    assert.is((await registry.call('POST', `${UPLOADS}?${query}`)).status, 202, query)
  }
})

test('refuses a state that it did not issue, and an upload of another repository', async ({
  registry,
}) => {
  const location = await begin(registry)
  const forged = location.replace(/_state=./, '_state=!')
  assert.is((await registry.call('PATCH', forged, { body: 'x' })).status, 404)
  const moved = location.replace('demo/app', 'demo/other')
  const answer = await registry.call('PATCH', moved, { body: 'x' })

  assert.is(answer.status, 404)
  assert.match(answer.text, 'BLOB_UPLOAD_UNKNOWN')
})

test('lets two clients push the same blob at once', async ({ registry }) => {
  const bytes = Buffer.alloc(3_000_000, 'x')
  const digests = await Promise.all(
    Array.from({ length: 8 }, () => pushBlob(registry, 'demo/app', bytes)),
  )

  assert.is(new Set(digests).size, 1)
  assert.ok((await blob(registry, bytes)).body.equals(bytes))
})

test('goes on with an upload after a restart, and proves bytes that it did not see', async ({
  registry,
}) => {
  const first = await registry.call('PATCH', await begin(registry), { body: 'hello' })
  await registry.running.close()
  await using restarted = await testRegistry({}, registry.root)
  const path = locationOf(first).slice(registry.url.length)
  const second = await restarted.call('PATCH', path, { body: ' world' })
  const answer = await restarted.call(
    'PUT',
    finishing(locationOf(second).slice(restarted.url.length), HELLO),
  )

  assert.is(answer.status, 201)
  assert.is((await blob(restarted, HELLO)).text, 'hello world')
})

test.run()
