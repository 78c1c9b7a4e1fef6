import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { limiter } from '../../../src/registry/http/limiter.ts'
import type { Handler, Request } from '../../../src/registry/http/message.ts'
import { type Handled, handled, unfinished } from '../../helpers/handled.ts'
import { openRaw } from '../../helpers/rawHttp.ts'
import { call, testRegistry } from '../../helpers/registry.ts'

const test = suite('limiter')

const ALONE = { index: 0, count: 1 }
const NONE = { maxrunning: 0, maxinqueue: 0, maxwaitinqueue: 0 }

function limits(maxrunning: number, maxinqueue = 0) {
  return { read: { maxrunning, maxinqueue, maxwaitinqueue: 0 }, write: NONE }
}

/** `/slow` is answered without end, everything else at once. */
const handler: Handler = async ({ path }) => (path === '/slow' ? unfinished() : { status: 204 })

/** A pull whose answer has begun. */
async function slowPull({ url }: Handled): Promise<Disposable> {
  const [response] = (await once(get(`${url}/slow`, { agent: false }), 'response')) as [
    IncomingMessage,
  ]
  response.on('error', () => undefined)
  return { [Symbol.dispose]: () => void response.destroy() }
}

test('counts a pull until its last byte is sent, or its client goes away', async () => {
  await using server = await handled(limiter(limits(1), ALONE)(handler))
  const pull = await slowPull(server)
  const refused = await call('GET', `${server.url}/`)

  assert.is(refused.status, 429)
  assert.is(refused.headers['retry-after'], '1')
  assert.match(String(refused.headers['content-type']), 'application/json')
  assert.is(JSON.parse(refused.text).errors[0].code, 'TOOMANYREQUESTS')
  pull[Symbol.dispose]()
  while ((await call('GET', `${server.url}/`)).status === 429);
})

test('keeps reads and writes apart', async () => {
  await using server = await handled(limiter(limits(1), ALONE)(handler))
  using _ = await slowPull(server)
  const statusOf = async (method: string) => (await call(method, `${server.url}/`)).status

  assert.equal(await Promise.all(['GET', 'HEAD', 'OPTIONS'].map(statusOf)), [429, 429, 429])
  assert.equal(
    await Promise.all(['POST', 'PATCH', 'PUT', 'DELETE'].map(statusOf)),
    [204, 204, 204, 204],
  )
})

test('forgets who waited in the queue and went away', async () => {
  await using server = await handled(limiter(limits(1, 1), ALONE)(handler))
  const pull = await slowPull(server)
  const waiting = openRaw(server.url)
  waiting.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  // The place in the queue is taken.
  while ((await once(get(server.url, { agent: false }), 'response'))[0].statusCode !== 429);
  waiting.destroy()
  const next = call('GET', `${server.url}/`)
  pull[Symbol.dispose]()

  assert.is((await next).status, 204)
})

test('keeps to the limit of all processes together', async () => {
  let running = 0
  const neverDone: Handler = async () => {
    running += 1
    return { status: 200 }
  }
  for (const index of [0, 1, 2]) {
    const limited = limiter(limits(5), { index, count: 3 })(neverDone)
    await Promise.allSettled(Array.from({ length: 10 }, () => limited(unanswered())))
  }

  assert.is(running, 5)
})

/** What a limiter looks at of a request that is never answered. */
function unanswered(): Request {
  const { signal } = new AbortController()
  const seen: Partial<Request> = { method: 'GET', gone: signal, whenAnswered: () => undefined }
  return seen as Request
}

test('lets probes through, and is set up by openshift.requests', async () => {
  const one = { maxrunning: 1 }
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    openshift: { requests: { read: one, write: one } },
  })
  const push = openRaw(registry.url)
  push.write(
    'PATCH /v2/a/b/blobs/uploads/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  )
  await once(push, 'readable')

  assert.is((await registry.call('GET', '/healthz')).status, 200)
  assert.is((await registry.call('GET', '/v2/')).status, 200)
  push.destroy()
})

test.run()
