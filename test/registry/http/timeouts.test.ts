import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Handler } from '../../../src/registry/http/message.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { endless, handled, unfinished } from '../../helpers/handled.ts'
import { openRaw, statusIn } from '../../helpers/rawHttp.ts'
import { type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite('timeouts')

function hasty(timeouts: Readonly<Record<string, string>>): Promise<TestRegistry> {
  return testRegistry({ storage: { inmemory: {} }, http: { timeouts } })
}

/** What comes over a connection until the server closes it. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => undefined)
  await Promise.race([once(socket, 'end'), once(socket, 'close')])
  socket.destroy()
  return text
}

test('ends requests whose head does not come to its end', async () => {
  await using registry = await hasty({ headers: '100ms', idle: '1m' })
  const socket = openRaw(registry.url)
  socket.write('GET /v2/ HTTP/1.1\r\nX: ')
  const dripping = setInterval(() => socket.write('x'), 10)
  const answer = await untilClosed(socket)
  clearInterval(dripping)

  assert.is(statusIn(answer), 408)
  assert.match(answer, '"message":"the request took too long to arrive"')
})

test('ends connections that never say anything', async () => {
  await using registry = await hasty({ headers: '50ms', idle: '1m' })

  assert.is(statusIn(await untilClosed(openRaw(registry.url))), 408)
})

test('ends requests whose body stops coming', async () => {
  await using registry = await hasty({ idle: '60ms' })
  const socket = openRaw(registry.url)
  const path = `/v2/a/b/blobs/uploads/?digest=${digestOf(Buffer.from('x'))}`
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx`)

  assert.is(await untilClosed(socket), '')
})

test('lets a push take as long as it needs while something of it comes', async () => {
  await using registry = await hasty({ headers: '150ms', idle: '150ms' })
  const content = 'a slow push that goes on'
  const push = request(
    `${registry.url}/v2/demo/app/blobs/uploads/?digest=${digestOf(Buffer.from(content))}`,
    { method: 'POST', headers: { 'content-length': content.length }, agent: false },
  )
  const answered = once(push, 'response') as Promise<[IncomingMessage]>
  const start = performance.now()
  for (const letter of content) {
    push.write(letter)
    await pass(20)
  }
  push.end()
  const [answer] = await answered
  answer.resume()

  assert.ok(performance.now() - start > 300)
  assert.is(answer.statusCode, 201)
})

test('ends pulls that nobody reads', async () => {
  await using server = await handled(async () => endless(), { timeouts: { idle: '50ms' } })
  const socket = openRaw(server.url)
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  while (server.statuses.length === 0) await pass(5)
  socket.destroy()

  assert.equal(server.statuses, [499])
})

test('waits for the next request for as long as it is told to', async () => {
  await using registry = await hasty({ keepalive: '50ms', headers: '1m', idle: '1m' })
  const socket = openRaw(registry.url)
  socket.write('GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n')

  assert.is(statusIn(await untilClosed(socket)), 200)
})

test('does not take its own work for the silence of a client', async () => {
  const work: Handler = async ({ body }) => {
    for await (const _ of body.stream());
    await pass(150)
    return { status: 204 }
  }
  await using server = await handled(work, { timeouts: { idle: '30ms', keepalive: '10ms' } })
  const socket = openRaw(server.url)
  socket.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx')

  assert.is(statusIn(await untilClosed(socket)), 204)
})

test('puts no answer to a broken request into the middle of another', async () => {
  await using server = await handled(async () => unfinished())
  const socket = openRaw(server.url)
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'readable')
  socket.write('no HTTP at all\r\n\r\n')
  const all = await untilClosed(socket)

  assert.match(all, /the beginning$/)
})

test.run()
