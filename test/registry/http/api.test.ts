import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { pushImage, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite<{ registry: TestRegistry }>('API')
test.before.each(async context => {
  context.registry = await testRegistry({ storage: { inmemory: {} } })
})
test.after.each(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

/** What a server answers to bytes sent as they are. */
async function raw({ running }: TestRegistry, request: string): Promise<string> {
  const socket = connect(running.port, '127.0.0.1')
  socket.write(request)
  return text(socket)
}

test('says that it is there', async ({ registry }) => {
  for (const path of ['/v2/', '/v2']) {
    const { status, headers, text } = await registry.call('GET', path)

    assert.is(status, 200)
    assert.is(text, '{}')
    assert.is(headers['docker-distribution-api-version'], 'registry/2.0')
  }
})

test('answers probes without anything in the body', async ({ registry }) => {
  for (const path of ['/', '/healthz']) {
    const { status, headers, text } = await registry.call('GET', path)

    assert.is(status, 200)
    assert.is(text, '')
    assert.is(headers['cache-control'], 'no-cache')
  }
})

test('lists tags in pages', async ({ registry }) => {
  for (const tag of ['b', 'a', 'C', 'a.1']) await pushImage(registry, 'demo/app', tag)
  const all = await registry.call('GET', '/v2/demo/app/tags/list')
  const first = await registry.call('GET', '/v2/demo/app/tags/list?n=3')

  assert.equal(JSON.parse(all.text), { name: 'demo/app', tags: ['C', 'a', 'a.1', 'b'] })
  assert.equal(JSON.parse(first.text).tags, ['C', 'a', 'a.1'])
  assert.is(first.headers['link'], '</v2/demo/app/tags/list?last=a.1&n=3>; rel="next"')
  const last = await registry.call('GET', '/v2/demo/app/tags/list?last=a.1&n=3')
  assert.equal(JSON.parse(last.text).tags, ['b'])
  assert.is(last.headers['link'], undefined)
  assert.is((await registry.call('GET', '/v2/demo/app/tags/list?n=-1')).status, 400)
})

test('tells a repository without tags from one that is not there', async ({ registry }) => {
  const unknown = await registry.call('GET', '/v2/demo/none/tags/list')
  assert.is(unknown.status, 404)
  assert.match(unknown.text, 'NAME_UNKNOWN')
})

test('lists repositories, also those below others', async ({ registry }) => {
  for (const name of ['demo/app', 'demo/app/sub', 'other/x']) await pushImage(registry, name, 'v1')
  await registry.call('POST', '/v2/demo/begun/blobs/uploads/')
  const page = await registry.call('GET', '/v2/_catalog?n=2')

  assert.equal(JSON.parse(page.text), { repositories: ['demo/app', 'demo/app/sub'] })
  assert.match(String(page.headers['link']), 'last=demo%2Fapp%2Fsub&n=2')
})

test('lists no more at once than configured', async () => {
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    catalog: { maxentries: 2 },
    tags: { maxtags: 2 },
  })
  for (const tag of ['a', 'b', 'c']) await pushImage(registry, `demo/${tag}`, 'v1')
  for (const tag of ['a', 'b', 'c']) await pushImage(registry, 'demo/a', tag)

  const clamped = await registry.call('GET', '/v2/demo/a/tags/list?n=5')
  assert.equal(JSON.parse(clamped.text).tags, ['a', 'b'])
  assert.is(clamped.headers['link'], '</v2/demo/a/tags/list?last=b&n=2>; rel="next"')
  const usual = await registry.call('GET', '/v2/_catalog')
  assert.equal(JSON.parse(usual.text).repositories, ['demo/a', 'demo/b'])
  assert.is(usual.headers['link'], '</v2/_catalog?last=demo%2Fb&n=2>; rel="next"')
  const refused = await registry.call('GET', '/v2/_catalog?n=3')
  assert.is(refused.status, 400)
  assert.match(refused.text, 'PAGINATION_NUMBER_INVALID')
})

test('serves repositories whose names look like routes', async ({ registry }) => {
  const name = 'a/manifests/blobs/uploads/tags/list'
  const digest = await pushImage(registry, name, 'v1')

  const answer = await registry.call('GET', `/v2/${name}/manifests/v1`)
  assert.is(answer.headers['docker-content-digest'], digest)
})

test('refuses names that are none, and path tricks', async ({ registry }) => {
  for (const name of ['UPPER/case', 'a/../../etc', 'a/%2e%2e/b', 'a//b', 'a/b%00', '%E4/b']) {
    const answer = await raw(
      registry,
      `GET /v2/${name}/tags/list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    )
    assert.match(answer, 'HTTP/1.1 400', name)
    assert.match(answer, 'NAME_INVALID', name)
  }
})

test('knows the methods of each path', async ({ registry }) => {
  const answer = await registry.call('POST', '/v2/demo/app/manifests/v1')

  assert.is(answer.status, 405)
  assert.is(answer.headers['allow'], 'GET, HEAD, PUT, DELETE')
  assert.match(answer.text, 'UNSUPPORTED')
  assert.is((await registry.call('GET', '/v2/demo/app/unknown/v1')).status, 404)
  assert.is((await registry.call('GET', '/elsewhere')).status, 404)
})

test('names itself as its client did', async ({ registry }) => {
  const locate = async (headers: Record<string, string>) => {
    const answer = await registry.call('POST', '/v2/demo/app/blobs/uploads/', { headers })
    return String(answer.headers.location).split('/v2/')[0]
  }

  assert.is(await locate({}), registry.url)
  assert.is(await locate({ host: 'reg.example' }), 'http://reg.example')
  assert.is(
    await locate({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'reg.example, proxy' }),
    'https://reg.example',
  )
  assert.is(
    await locate({ 'x-forwarded-host': 'reg.example', 'x-forwarded-port': '5443' }),
    'http://reg.example:5443',
  )
  assert.is(
    await locate({
      forwarded: 'for=192.0.2.1;host="reg.example:8443";proto=https, host=proxy',
      'x-forwarded-host': 'elsewhere.example',
    }),
    'https://reg.example:8443',
  )
  assert.is(await locate({ host: 'a"b' }), '')
})

test('gives locations as configured', async () => {
  await using relative = await testRegistry({ http: { relativeurls: true } })
  await using fixed = await testRegistry({ http: { host: 'https://reg.example/' } })
  const locate = async (registry: TestRegistry) =>
    String((await registry.call('POST', '/v2/a/b/blobs/uploads/')).headers.location)

  assert.match(await locate(relative), /^\/v2\/a\/b\/blobs\/uploads\//)
  assert.match(await locate(fixed), /^https:\/\/reg\.example\/v2\/a\/b\/blobs\/uploads\//)
})

test('adds the configured headers to every answer', async () => {
  await using registry = await testRegistry({
    http: { headers: { 'X-Content-Type-Options': ['nosniff'] } },
  })
  for (const path of ['/v2/', '/healthz', '/nowhere']) {
    assert.is((await registry.call('GET', path)).headers['x-content-type-options'], 'nosniff')
  }
})

test('takes no pushes while it is read-only', async () => {
  await using registry = await testRegistry({
    storage: { inmemory: {}, maintenance: { readonly: { enabled: true } } },
  })
  const answer = await registry.call('POST', '/v2/demo/app/blobs/uploads/')

  assert.is(answer.status, 405)
  assert.match(answer.text, 'read-only')
  assert.is((await registry.call('GET', '/v2/')).status, 200)
})

test('asks for a body only when it wants it', async ({ registry }) => {
  const digest = digestOf(Buffer.from('x'))
  const head = 'Host: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n'
  const refused = await raw(registry, `PUT /v2/BAD/manifests/x HTTP/1.1\r\n${head}`)
  const wanted = await raw(
    registry,
    `POST /v2/a/b/blobs/uploads/?digest=${digest} HTTP/1.1\r\n${head}x`,
  )

  assert.match(refused, /^HTTP\/1\.1 400/)
  assert.match(wanted, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201/)
})

test('answers a refused large push instead of breaking the line', async ({ registry }) => {
  const answer = await registry.call('PUT', '/v2/demo/app/manifests/-bad', {
    body: Buffer.alloc(30_000_000),
  })

  assert.is(answer.status, 400)
  assert.is(answer.headers['connection'], 'close')
})

test('refuses endless headers', async ({ registry }) => {
  const answer = await raw(
    registry,
    `GET /v2/ HTTP/1.1\r\nHost: x\r\n${'X-Filler: 0123456789\r\n'.repeat(10_000)}\r\n`,
  )

  assert.match(answer, /^HTTP\/1\.1 431/)
})

test('keeps nothing readable of a push that is cut, and goes on with it', async () => {
  await using registry = await testRegistry()
  const bytes = Buffer.alloc(2_000_000, 'x')
  const begun = await registry.call('POST', '/v2/demo/app/blobs/uploads/')
  const location = String(begun.headers.location).slice(registry.url.length)
  const socket = connect(registry.running.port, '127.0.0.1')
  socket.write(`PATCH ${location} HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes.length}\r\n\r\n`)
  await new Promise(resolve => socket.write(bytes.subarray(0, 1_500_000), resolve))
  socket.destroy()
  while (!registry.log.some(line => line.includes('status=499'))) await new Promise(setImmediate)
  const digest = digestOf(bytes)
  assert.is((await registry.call('HEAD', `/v2/demo/app/blobs/${digest}`)).status, 404)

  const status = await registry.call('GET', location)
  const size = Number(String(status.headers.range).split('-')[1]) + 1
  const path = String(status.headers.location).slice(registry.url.length)
  const rest = await registry.call('PUT', `${path}&digest=${digest}`, {
    headers: { 'content-range': `${size}-${bytes.length - 1}` },
    body: bytes.subarray(size),
  })
  assert.is(rest.status, 201)
})

test('leaves no trace of a push in one request that is cut', async () => {
  await using registry = await testRegistry()
  const socket = connect(registry.running.port, '127.0.0.1')
  const digest = digestOf(Buffer.from('x'))
  socket.write(
    `POST /v2/a/b/blobs/uploads/?digest=${digest} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n`,
  )
  await new Promise(resolve => socket.write(Buffer.alloc(700_000), resolve))
  socket.destroy()
  while (!registry.log.some(line => line.includes('status=499'))) await new Promise(setImmediate)

  assert.equal(
    (await registry.files()).filter(file => !file.includes('_wharfinger')),
    [],
  )
})

test('finishes a running transfer before it stops', async ({ registry }) => {
  const bytes = Buffer.from('half and half')
  const digest = digestOf(bytes)
  const socket = connect(registry.running.port, '127.0.0.1')
  socket.write(
    `POST /v2/a/b/blobs/uploads/?digest=${digest} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${bytes.length}\r\n\r\n`,
  )
  await new Promise(resolve => socket.once('data', resolve))
  const closing = registry.running.close()
  socket.write(bytes)
  const answer = await text(socket)
  await closing

  assert.match(answer, /HTTP\/1\.1 201 /)
  assert.match(answer, /Connection: close/)
})

test('cuts a transfer that takes longer than it may', async () => {
  await using registry = await testRegistry({ http: { draintimeout: '50ms' } })
  const socket = connect(registry.running.port, '127.0.0.1')
  socket.write('PATCH /v2/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n')
  await new Promise(resolve => socket.once('connect', resolve))
  await registry.running.close()
  socket.on('error', () => undefined)
  socket.resume()
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))

  assert.ok(socket.destroyed)
})

test.run()
