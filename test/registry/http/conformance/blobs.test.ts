import { Readable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../../src/registry/oci/index.ts'
import {
  type Answer,
  type CallOptions,
  call,
  pushImage,
  type TestRegistry,
  testRegistry,
} from '../../../helpers/registry.ts'

interface Context {
  readonly registry: TestRegistry
}

const V2 = '/v2/conformance/repo1'
const OTHER = '/v2/conformance/repo2'

for (const algorithm of ['sha256', 'sha512'] as const) {
  const test = suite<Context>(`OCI conformance: blobs by ${algorithm}`)
  const digest = (text: string) => digestOf(Buffer.from(text), algorithm)
  const from = (text: string) => `${algorithm} ${text} ${'x'.repeat(1000)}`

  test.before(async context => {
    Object.assign(context, { registry: await testRegistry() })
  })
  test.after(async ({ registry }) => {
    await registry[Symbol.asyncDispose]()
  })

  test('has no blob that was never pushed', async ({ registry }) => {
    for (const method of ['HEAD', 'GET', 'DELETE']) {
      const answer = await registry.call(method, `${V2}/blobs/${digest('never')}`)
      assert.is(answer.status, 404)
    }
  })

  test('takes a blob in one POST', async ({ registry }) => {
    const body = from('post only')
    const path = `${V2}/blobs/uploads/?digest=${digest(body)}`
    await assertPushed(registry, await registry.call('POST', path, { body }), body)
  })

  for (const announced of [false, true]) {
    const how = announced ? 'announced' : 'not announced'
    test(`takes a blob by POST and PUT, its algorithm ${how}`, async ({ registry }) => {
      const body = from(`post put ${how}`)
      const location = await begin(registry, announced ? `?digest-algorithm=${algorithm}` : '')
      await assertPushed(registry, await finish(location, digest(body), { body }), body)
    })
  }

  test('takes a blob in a single chunk', async ({ registry }) => {
    const body = from('chunked single')
    const patched = await chunk(await begin(registry), body, 0)
    assert.is(patched.status, 202, patched.text)
    assert.is(patched.headers['range'], `0-${body.length - 1}`)
    await assertPushed(registry, await finish(locationOf(patched), digest(body)), body)
  })

  test('takes a blob as a stream', async ({ registry }) => {
    const body = from('stream')
    const patched = await call('PATCH', (await begin(registry)).href, {
      body: Readable.from([Buffer.from(body)]),
    })
    assert.is(patched.status, 202)
    await assertPushed(registry, await finish(locationOf(patched), digest(body)), body)
  })

  test('takes a blob in chunks, the last one with PATCH or with PUT', async ({ registry }) => {
    for (const last of ['PATCH', 'PUT']) {
      const body = from(`chunked multi ${last}`)
      const first = await chunk(await begin(registry), body.slice(0, 400), 0)
      const second = await chunk(locationOf(first), body.slice(400, 800), 400)
      assert.is(second.headers['range'], '0-799')
      const rest = body.slice(800)
      const headers = { 'content-range': `800-${body.length - 1}` }
      const done =
        last === 'PUT'
          ? await finish(locationOf(second), digest(body), { body: rest, headers })
          : await finish(locationOf(await chunk(locationOf(second), rest, 800)), digest(body))
      await assertPushed(registry, done, body)
    }
  })

  test('refuses chunks that are out of order, and goes on', async ({ registry }) => {
    for (const last of ['PATCH', 'PUT']) {
      const body = from(`out of order ${last}`)
      const first = await chunk(await begin(registry), body.slice(0, 400), 0)
      const headers = { 'content-range': `800-${body.length - 1}` }
      const wrong =
        last === 'PUT'
          ? await finish(locationOf(first), digest(body), { body: body.slice(800), headers })
          : await chunk(locationOf(first), body.slice(800), 800)
      assert.is(wrong.status, 416)
      const status = await call('GET', locationOf(first).href)
      assert.is(status.status, 204)
      assert.is(status.headers['range'], '0-399')
      const next = await chunk(locationOf(status), body.slice(400), 400)
      await assertPushed(registry, await finish(locationOf(next), digest(body)), body)
    }
  })

  test('cancels an upload', async ({ registry }) => {
    const patched = await chunk(await begin(registry), 'cancelled', 0)
    const { href } = locationOf(patched)
    assert.is((await call('DELETE', href)).status, 204)
    assert.is((await call('GET', href)).status, 404)
    assert.is((await call('PATCH', href, { body: 'x' })).status, 404)
  })

  test('mounts a blob of another repository, named or not', async ({ registry }) => {
    const body = from('mounted')
    await registry.call('POST', `${V2}/blobs/uploads/?digest=${digest(body)}`, { body })
    await pushImage(registry, 'conformance/repo1', 'makes-it-a-repository')
    for (const source of ['&from=conformance/repo1', '']) {
      const path = `${OTHER}/blobs/uploads/?mount=${digest(body)}${source}`
      const answer = await registry.call('POST', path)
      assert.is(answer.status, 201, answer.text)
      assert.is(answer.headers['docker-content-digest'], digest(body))
      const location = new URL(String(answer.headers['location']), registry.url).href
      assert.is((await call('GET', location)).text, body)
      await registry.call('DELETE', `${OTHER}/blobs/${digest(body)}`)
    }
  })

  test('begins an upload where there is nothing to mount', async ({ registry }) => {
    for (const source of ['&from=conformance/repo1', '&from=conformance/nowhere', '']) {
      const body = from(`mount missing ${source}`)
      const path = `${OTHER}/blobs/uploads/?mount=${digest(body)}${source}`
      const answer = await registry.call('POST', path)
      assert.is(answer.status, 202)
      const done = await finish(locationOf(answer), digest(body), { body })
      assert.is(done.status, 201)
    }
  })

  const RANGES: Readonly<Record<string, readonly [start: number, end: number] | undefined>> = {
    'bytes=0-99': [0, 99],
    'bytes=100-199': [100, 199],
    'bytes=900-': [900, -1],
    'bytes=-100': [-100, -1],
    'bytes=500-99999': [500, -1],
    'bytes=99999-': undefined,
    'bytes=500-0': undefined,
  }

  test('serves parts of a blob', async ({ registry }) => {
    const body = from('range')
    await registry.call('POST', `${V2}/blobs/uploads/?digest=${digest(body)}`, { body })
    for (const [range, part] of Object.entries(RANGES)) {
      const headers = { range }
      const answer = await registry.call('GET', `${V2}/blobs/${digest(body)}`, { headers })
      assert.is(answer.status, part ? 206 : 416, range)
      const total = body.length
      if (!part) assert.is(answer.headers['content-range'], `bytes */${total}`)
      else {
        const [start, end] = part.map(at => (at < 0 ? total + at : at)) as [number, number]
        assert.is(answer.headers['content-range'], `bytes ${start}-${end}/${total}`)
        assert.is(answer.text, body.slice(start, end + 1))
      }
    }
  })

  test('takes blobs of next to nothing', async ({ registry }) => {
    for (const body of ['', '{}']) {
      await assertPushed(
        registry,
        await finish(await begin(registry), digest(body), { body }),
        body,
      )
    }
  })

  test('refuses digests that are not those of the bytes, or none at all', async ({ registry }) => {
    const body = from('bad digest')
    const bad = [digest('something else'), 'sha256:baddigeststring', 'sha1024:abc', '']
    for (const wrong of bad) {
      assert.is((await finish(await begin(registry), wrong, { body })).status, 400, wrong)
      const patched = await chunk(await begin(registry), body, 0)
      assert.is((await finish(locationOf(patched), wrong)).status, 400, wrong)
      if (wrong === '') continue
      const path = `${V2}/blobs/uploads/?digest=${wrong}`
      assert.is((await registry.call('POST', path, { body })).status, 400, wrong)
    }
    assert.is((await registry.call('GET', `${V2}/blobs/${digest(body)}`)).status, 404)
  })

  async function assertPushed(registry: TestRegistry, answer: Answer, body: string): Promise<void> {
    assert.is(answer.status, 201, answer.text)
    assert.is(answer.headers['docker-content-digest'], digest(body))
    const location = new URL(String(answer.headers['location']), registry.url).href
    for (const method of ['HEAD', 'GET']) {
      const got = await call(method, location)
      assert.is(got.status, 200)
      assert.is(got.headers['docker-content-digest'], digest(body))
      assert.is(got.headers['content-length'], String(body.length))
      assert.is(got.text, method === 'GET' ? body : '')
    }
    await registry.call('DELETE', location)
    assert.is((await call('HEAD', location)).status, 404)
  }

  test.run()
}

async function begin(registry: TestRegistry, query = ''): Promise<URL> {
  const answer = await registry.call('POST', `${V2}/blobs/uploads/${query}`)
  assert.is(answer.status, 202, answer.text)
  return locationOf(answer)
}

function locationOf({ headers }: Answer): URL {
  return new URL(String(headers['location']))
}

function chunk(location: URL, body: string, start: number): Promise<Answer> {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': `${start}-${start + body.length - 1}`,
  }
  return call('PATCH', location.href, { headers, body })
}

function finish(location: URL, digest: string, options: CallOptions = {}): Promise<Answer> {
  const url = new URL(location)
  url.searchParams.set('digest', digest)
  return call('PUT', url.href, options)
}
