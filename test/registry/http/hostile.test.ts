import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { openRaw, sendRaw, statusIn } from '../../helpers/rawHttp.ts'
import { type Answer, pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

interface Context {
  readonly registry: TestRegistry
}

const HELLO = digestOf(Buffer.from('hello'))
const UPLOADS = '/v2/demo/app/blobs/uploads/'
const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json'

const test = suite<Context>('hostile input')
test.before(async context => {
  Object.assign(context, { registry: await testRegistry({ storage: { inmemory: {} } }) })
})
test.after(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})
test.after.each(async ({ registry }) => {
  assert.is((await registry.call('GET', '/v2/')).status, 200)
})

const BAD_NAMES = [
  'Demo/app',
  'demo//app',
  '/demo',
  'demo/',
  '-demo/app',
  'demo/app_',
  'demo/a..b',
  'demo/a___b',
  'demo/app%00',
  'demo/%2e%2e/%2e%2e/etc',
  '../../etc',
  'demo/..%2fapp',
  'demo\\app',
  'demo/app%0d%0aX-Evil:1',
  '_catalog/app',
  'démo/app',
  `demo/${'x'.repeat(300)}`,
  '%',
  '%zz',
]

const BAD_DIGESTS = [
  'sha256:',
  'sha256:abc',
  `sha256:${'A'.repeat(64)}`,
  `sha256:${'g'.repeat(64)}`,
  `sha256:${'a'.repeat(63)}`,
  `sha256:${'a'.repeat(65)}`,
  `sha512:${'a'.repeat(64)}`,
  `md5:${'a'.repeat(32)}`,
  `sha256:..%2f..%2f${'a'.repeat(58)}`,
  `${HELLO}%00`,
  ':',
]

test('refuses names that are none wherever a name stands', async ({ registry }) => {
  for (const name of BAD_NAMES) {
    for (const [method, tail] of [
      ['GET', 'tags/list'],
      ['GET', 'manifests/latest'],
      ['PUT', 'manifests/latest'],
      ['DELETE', 'manifests/latest'],
      ['HEAD', `blobs/${HELLO}`],
      ['DELETE', `blobs/${HELLO}`],
      ['POST', 'blobs/uploads/'],
      ['GET', `referrers/${HELLO}`],
    ] as const) {
      const answer = await at(registry, method, `/v2/${name}/${tail}`)
      assert.ok([400, 404].includes(answer.status), `${method} ${name} ${tail}: ${answer.status}`)
    }
  }
})

test('refuses digests that are none wherever a digest stands', async ({ registry }) => {
  for (const digest of BAD_DIGESTS) {
    for (const [method, path] of [
      ['GET', `/v2/demo/app/blobs/${digest}`],
      ['DELETE', `/v2/demo/app/blobs/${digest}`],
      ['PUT', `/v2/demo/app/manifests/${digest}`],
      ['DELETE', `/v2/demo/app/manifests/${digest}`],
      ['GET', `/v2/demo/app/referrers/${digest}`],
      ['POST', `${UPLOADS}?digest=${digest}`],
    ] as const) {
      const { status } = await at(registry, method, path)
      assert.ok(status === 400 || status === 404, `${method} ${path}: ${status}`)
    }
    const offered = await at(registry, 'POST', `${UPLOADS}?mount=${digest}&from=demo/other`)
    assert.is(offered.status, 202, digest)
  }
})

test('refuses tags that are none', async ({ registry }) => {
  for (const tag of ['-a', '.a', 'a%2fb', '..', 'a b', 'a%00', 'x'.repeat(129), 'ä', '%0a']) {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status } = await at(registry, method, `/v2/demo/app/manifests/${tag}`)
      assert.ok(status === 400 || status === 404, `${method} ${tag}: ${status}`)
    }
  }
})

test('refuses a state that was not issued for this upload', async ({ registry }) => {
  const location = await begin(registry)
  const state = location.searchParams.get('_state') ?? ''
  const another = (await begin(registry)).searchParams.get('_state') ?? ''
  const flipped = `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`
  for (const wrong of [flipped, state.slice(0, -2), another, '%', 'AAAA', '', 'x'.repeat(8000)]) {
    location.searchParams.set('_state', wrong)
    for (const method of ['PATCH', 'PUT']) {
      const url = `${location.pathname}${location.search}&digest=${HELLO}`
      const { status } = await registry.call(method, url, { body: 'hello' })
      assert.is(status, 404, `${method} ${wrong.slice(0, 20)}`)
    }
  }
  location.searchParams.set('_state', state)
  const whole = `${location.pathname}${location.search}&digest=${HELLO}`
  assert.is((await registry.call('PUT', whole, { body: 'hello' })).status, 201)
})

test('refuses ranges that are none, and the upload goes on', async ({ registry }) => {
  const location = await begin(registry)
  const path = location.pathname + location.search
  for (const range of ['5-1', 'a-b', '-', '0-', '-5', '1e3-2', '0-99999999999999999999', '0-4-5']) {
    const headers = { 'content-range': range }
    const { status } = await registry.call('PATCH', path, { headers, body: 'hello' })
    assert.is(status, 416, range)
  }
  assert.is((await registry.call('PUT', `${path}&digest=${HELLO}`, { body: 'hello' })).status, 201)
})

test('refuses page sizes that are none', async ({ registry }) => {
  await pushBlob(registry, 'demo/app', 'hello')
  for (const n of ['-1', 'x', '1.5', '1e3', '0x10', '%20', '١']) {
    for (const path of ['/v2/_catalog', '/v2/demo/app/tags/list']) {
      assert.is((await at(registry, 'GET', `${path}?n=${n}`)).status, 400, `${path} ${n}`)
    }
  }
})

test('refuses manifests that are none', async ({ registry }) => {
  const digest = await pushBlob(registry, 'demo/app', 'hello')
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 5 }
  const whole = { schemaVersion: 2, mediaType: OCI_IMAGE, config, layers: [] }
  const bodies: Record<string, string | Uint8Array> = {
    nothing: '',
    'not JSON': '{',
    'no object': '[]',
    null: 'null',
    'a number': '1',
    'a byte order mark': `\uFEFF${JSON.stringify(whole)}`,
    'broken UTF-8': Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    'a deep hole': '['.repeat(200_000),
    'deep objects': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    'another version': JSON.stringify({ ...whole, schemaVersion: 3 }),
    'no config': JSON.stringify({ schemaVersion: 2, mediaType: OCI_IMAGE, layers: [] }),
    'layers of another kind': JSON.stringify({ ...whole, layers: {} }),
    'a size below zero': JSON.stringify({ ...whole, config: { ...config, size: -1 } }),
    'half a byte': JSON.stringify({ ...whole, config: { ...config, size: 0.5 } }),
    'an endless size': JSON.stringify(whole).replace('"size":5', '"size":1e999'),
    'a path as a digest': JSON.stringify({ ...whole, config: { ...config, digest: '../../x' } }),
    'both image and index': JSON.stringify({ ...whole, manifests: [] }),
    'a type of its own': JSON.stringify({ ...whole, mediaType: 'application/x' }),
  }
  for (const [what, body] of Object.entries(bodies)) {
    const headers = { 'content-type': OCI_IMAGE }
    const answer = await registry.call('PUT', '/v2/demo/app/manifests/bad', { headers, body })
    assert.is(answer.status, 400, `${what}: ${answer.text.slice(0, 200)}`)
    assert.match(answer.text, /MANIFEST_INVALID/, what)
  }
  assert.is((await registry.call('GET', '/v2/demo/app/manifests/bad')).status, 404)
})

test('takes no key of an object for more than it is', async ({ registry }) => {
  const digest = await pushBlob(registry, 'demo/app', 'hello')
  const descriptor = `{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"${digest}","size":5}`
  const body = `{"__proto__":{"polluted":true},"constructor":1,"schemaVersion":2,"mediaType":"${OCI_IMAGE}","config":${descriptor},"layers":[]}`
  const headers = { 'content-type': OCI_IMAGE }

  const { status } = await registry.call('PUT', '/v2/demo/app/manifests/odd', { headers, body })

  assert.is(status, 201)
  assert.is((await registry.call('GET', '/v2/demo/app/manifests/odd')).text, body)
  assert.is(({} as { polluted?: boolean }).polluted, undefined)
})

test('refuses requests that two readers could take for different ones', async ({ registry }) => {
  const post = (...lines: readonly string[]) =>
    [`POST ${UPLOADS} HTTP/1.1`, 'Host: x', ...lines, '', '0', '', ''].join('\r\n')
  for (const request of [
    post('Content-Length: 5', 'Transfer-Encoding: chunked'),
    post('Content-Length: 5', 'Content-Length: 6'),
    post('Content-Length: -1'),
    post('Content-Length: 1e1'),
    post('Content-Length: 0x5'),
    post('Transfer-Encoding: chunked, identity'),
    post('Transfer-Encoding : chunked'),
    post('X\u0000: y'),
    'GET /v2/ HTTP/9.9\r\nHost: x\r\n\r\n',
    'GET  /v2/  HTTP/1.1\r\n\r\n',
    'nonsense\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
  ]) {
    const answer = await sendRaw(registry.url, request)
    assert.is(statusIn(answer), 400, `${request.slice(0, 120)} -> ${answer.slice(0, 80)}`)
  }
})

test('refuses more headers than anybody needs', async ({ registry }) => {
  const many = Array.from({ length: 10_000 }, (_, index) => `X-H${index}: y`).join('\r\n')
  const long = `X-Long: ${'y'.repeat(64 * 1024)}`
  for (const lines of [many, long]) {
    const answer = await sendRaw(registry.url, `GET /v2/ HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n`)
    assert.is(statusIn(answer), 431)
  }
  const path = await sendRaw(registry.url, `GET /v2/${'a/'.repeat(10_000)} HTTP/1.1\r\n\r\n`)
  assert.is(statusIn(path), 431)
})

test('keeps what a client sent before it fell silent for good', async ({ registry }) => {
  const location = await begin(registry)
  const socket = openRaw(registry.url)
  const head = `PATCH ${location.pathname}${location.search} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`
  socket.write(`${head}hel`)
  await once(socket, 'connect')
  socket.destroySoon()
  await once(socket, 'close')

  // The next request waits for its turn on the upload, so that no time is to be guessed.
  const status = await untilRange(registry, location, '0-2')
  const next = new URL(String(status.headers['location']))
  const put = `${next.pathname}${next.search}&digest=${HELLO}`

  assert.is((await registry.call('PUT', put, { body: 'lo' })).status, 201)
})

test('serves others while clients stop reading', async ({ registry }) => {
  const size = 8 * 1024 * 1024
  const digest = await pushBlob(registry, 'demo/large', Buffer.alloc(size))
  const deaf = Array.from({ length: 50 }, () => {
    const socket = openRaw(registry.url)
    socket.pause()
    socket.write(`GET /v2/demo/large/blobs/${digest} HTTP/1.1\r\nHost: x\r\n\r\n`)
    return socket
  })
  await Promise.all(deaf.map(socket => once(socket, 'connect')))

  const answer = await registry.call('GET', `/v2/demo/large/blobs/${digest}`)

  assert.is(answer.body.length, size)
  for (const socket of deaf) socket.destroy()
})

async function begin(registry: TestRegistry): Promise<URL> {
  const { headers } = await registry.call('POST', UPLOADS)
  return new URL(String(headers['location']))
}

/** The path goes out as it is written: a parser would tidy it. */
function at(registry: TestRegistry, method: string, path: string): Promise<Answer> {
  return registry.call(method, '/', { path: encodeURI(path).replaceAll('%25', '%') })
}

async function untilRange(registry: TestRegistry, location: URL, range: string): Promise<Answer> {
  for (;;) {
    const answer = await registry.call('GET', location.pathname + location.search)
    if (answer.headers['range'] === range) return answer
  }
}

test.run()
