import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchange } from '../../src/base/exchange.ts'
import { rejection } from '../helpers/rejection.ts'

const test = suite<{ server: Server; port: number; url: URL }>('exchange')
test.before(async context => {
  context.server = createServer((request, response) => {
    if (request.url === '/silent') return undefined
    if (request.url === '/cut') return response.writeHead(200, { 'Content-Length': 9 }).end('half')
    response.writeHead(404, { 'X-Method': request.method })
    return request.pipe(response)
  })
  context.server.listen(0, '127.0.0.1')
  await once(context.server, 'listening')
  context.port = (context.server.address() as AddressInfo).port
  context.url = new URL(`http://127.0.0.1:${context.port}/`)
})
test.after(({ server }) => {
  server.closeAllConnections()
  server.close()
})

test('gives the whole answer, whatever its status', async ({ url }) => {
  const answer = await exchange(url, { method: 'PUT', body: 'text' })

  assert.is(answer.status, 404)
  assert.is(answer.headers['x-method'], 'PUT')
  assert.is(answer.body.toString(), 'text')
})

test('goes through the stream that it is given, to the port the URL means', async ({ port }) => {
  const asked: string[] = []
  const answer = await exchange(new URL('http://[::1]/x'), {
    async connect(host, wanted) {
      asked.push(`${host} ${wanted}`)
      return connect(port, '127.0.0.1')
    },
  })

  assert.is(answer.status, 404)
  assert.equal(asked, ['::1 80'])
})

test('names the request and the reason where there is no answer', async ({ url }) => {
  const reason = async (target: URL, milliseconds = 5000): Promise<string> =>
    (await rejection(exchange(target, { milliseconds }))).message

  const silent = new URL('/silent', url)
  assert.is(await reason(silent, 50), `GET ${silent.href}: no answer within 0.05 s`)
  assert.is(
    await reason(new URL('http://127.0.0.1:1/')),
    'GET http://127.0.0.1:1/: connection refused',
  )
  assert.match(await reason(new URL('/cut', url)), /the connection was cut|aborted|Parse Error/)
})

test('ends with the reason of its caller, and closes a stream that came too late', async ({
  url,
  port,
}) => {
  const controller = new AbortController()
  let arrive: (stream: Duplex) => void = () => {}
  const late = new Promise<Duplex>(resolve => {
    arrive = resolve
  })
  const asked = exchange(url, { signal: controller.signal, connect: () => late })
  controller.abort(new Error('stopped'))
  assert.is((await rejection(asked)).message, 'stopped')

  const stream = connect(port, '127.0.0.1')
  arrive(stream)
  await once(stream, 'close')
})

test.run()
