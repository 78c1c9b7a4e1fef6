import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { limiter } from '../../../src/registry/http/limiter.ts'
import type { Handler, Request } from '../../../src/registry/http/message.ts'
import { openRaw } from '../../helpers/rawHttp.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite('limiter')

function limited(
  side: 'read' | 'write',
  maxrunning: number,
  maxinqueue = 0,
): Promise<TestRegistry> {
  return testRegistry({
    storage: { inmemory: {} },
    openshift: { requests: { [side]: { maxrunning, maxinqueue } } },
  })
}

/** Begins a pull that is larger than all that lies between client and server, and reads nothing of it. */
async function slowPull(registry: TestRegistry): Promise<Disposable> {
  const digest = await pushBlob(registry, 'demo/app', Buffer.alloc(32 * 1024 * 1024))
  const request = get(`${registry.url}/v2/demo/app/blobs/${digest}`, { agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return { [Symbol.dispose]: () => void response.destroy() }
}

test('counts a pull until its last byte is sent', async () => {
  await using registry = await limited('read', 1)
  const pull = await slowPull(registry)
  const refused = await registry.call('GET', '/v2/')

  assert.is(refused.status, 429)
  assert.is(refused.headers['retry-after'], '1')
  assert.match(String(refused.headers['content-type']), 'application/json')
  assert.is(JSON.parse(refused.text).errors[0].code, 'TOOMANYREQUESTS')
  pull[Symbol.dispose]()
  // Who went away makes room.
  while ((await registry.call('GET', '/v2/')).status === 429);
})

test('lets probes and the other kind of requests through', async () => {
  await using registry = await limited('read', 1)
  using _ = await slowPull(registry)

  assert.is((await registry.call('GET', '/healthz')).status, 200)
  assert.is((await registry.call('GET', '/')).status, 200)
  assert.is((await registry.call('POST', '/v2/demo/app/blobs/uploads/')).status, 202)
})

test('forgets who waited in the queue and went away', async () => {
  await using registry = await limited('read', 1, 1)
  const pull = await slowPull(registry)
  const waiting = openRaw(registry.url)
  waiting.write('GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n')
  // The place in the queue is taken.
  while ((await registry.call('GET', '/v2/')).status !== 429);
  waiting.destroy()
  const next = registry.call('GET', '/v2/')
  pull[Symbol.dispose]()

  assert.is((await next).status, 200)
})

test('keeps to the limit of all processes together', async () => {
  const running: string[] = []
  const handler: Handler = async () => {
    running.push('one')
    return { status: 200 }
  }
  const requests = {
    read: { maxrunning: 5, maxinqueue: 0, maxwaitinqueue: 0 },
    write: { maxrunning: 0, maxinqueue: 0, maxwaitinqueue: 0 },
  }
  for (const index of [0, 1, 2]) {
    const limit = limiter(requests, { index, count: 3 })(handler)
    await Promise.allSettled(Array.from({ length: 10 }, () => limit(neverAnswered())))
  }

  assert.is(running.length, 5)
})

function neverAnswered(): Request {
  // The limiter looks at nothing else.
  return {
    method: 'GET',
    gone: new AbortController().signal,
    whenAnswered: () => undefined,
  } as Partial<Request> as Request
}

test.run()
