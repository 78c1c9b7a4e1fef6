import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Exchange } from '../../../src/registry/http/exchange.ts'
import { NodeBody } from '../../../src/registry/http/nodeBody.ts'
import { there } from '../../helpers/there.ts'

interface Received {
  readonly client: Socket
  readonly exchange: Exchange
  readonly body: NodeBody
  close(): void
}

/** What a server gets of a request whose head a client has sent. */
async function received(headers: string): Promise<Received> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => undefined)
  client.write(`PUT / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`)
  const [message, response]: [IncomingMessage, ServerResponse] = (await once(
    server,
    'request',
  )) as never
  message.on('error', () => undefined)
  const exchange = new Exchange(message, response)
  return {
    client,
    exchange,
    body: new NodeBody(exchange),
    close() {
      client.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function messageOf(outcome: Promise<unknown> | undefined): Promise<string> {
  try {
    await outcome
    return 'it succeeded'
  } catch (error) {
    return (error as Error).message
  }
}

const test = suite('body of a Node server')

test('hands each chunk on, and ends', async () => {
  const { client, body, exchange, close } = await received('Content-Length: 200000')
  const chunks: Uint8Array[] = []
  const outcome = body.stream().pump?.(chunk => {
    chunks.push(chunk)
  })
  client.write(Buffer.alloc(200_000, 'x'))
  await outcome
  close()

  assert.ok(Buffer.concat(chunks).equals(Buffer.alloc(200_000, 'x')))
  assert.is(exchange.received, 200_000)
})

test('waits for what is done with a chunk before it hands on the next', async () => {
  const { client, body, close } = await received('Content-Length: 1000000')
  let busy = 0
  let mostBusy = 0
  const outcome = body.stream().pump?.(async () => {
    mostBusy = Math.max(mostBusy, ++busy)
    await new Promise(resolve => setImmediate(resolve))
    busy--
  })
  client.write(Buffer.alloc(1_000_000))
  await outcome
  close()

  assert.is(mostBusy, 1)
  assert.is(busy, 0)
})

test('ends at once for a body of nothing', async () => {
  const { body, close } = await received('Content-Length: 0')
  await body.stream().pump?.(() => assert.unreachable())
  close()
})

test('fails when the client goes away, but not while a chunk is dealt with', async () => {
  const { client, exchange, body, close } = await received('Content-Length: 1000000')
  let finish: (() => void) | undefined
  let isSettled = false
  const outcome = body.stream().pump?.(
    () =>
      new Promise(resolve => {
        finish = resolve
      }),
  )
  outcome
    ?.catch(() => undefined)
    .finally(() => {
      isSettled = true
    })
  client.write('some')
  while (finish === undefined) await new Promise(resolve => setImmediate(resolve))
  client.destroy()
  await new Promise(resolve => exchange.message.once('close', resolve))
  assert.not(isSettled)
  there(finish)()

  assert.is.not(await messageOf(outcome), 'it succeeded')
  close()
})

test('fails for a client that is gone already', async () => {
  const { client, exchange, body, close } = await received('Content-Length: 10')
  client.destroy()
  await new Promise(resolve => exchange.message.once('close', resolve))

  assert.is.not(await messageOf(body.stream().pump?.(() => undefined)), 'it succeeded')
  close()
})

test('fails as what takes the chunks does, and leaves the connection for an answer', async () => {
  const { client, exchange, body, close } = await received('Content-Length: 1000')
  const outcome = body.stream().pump?.(() => {
    throw new Error('the storage is full')
  })
  client.write(Buffer.alloc(1000))
  assert.is(await messageOf(outcome), 'the storage is full')
  exchange.response.end('no')
  const [answer] = await once(client, 'data')

  assert.match(String(answer), 'HTTP/1.1 200')
  close()
})

test('ends at once when it is broken off while nothing comes', async () => {
  const { client, body, close } = await received('Content-Length: 10')
  const inflow = body.stream()
  const arrived = new EventEmitter()
  const outcome = messageOf(inflow.pump?.(() => void arrived.emit('chunk')))
  client.write('half ')
  await once(arrived, 'chunk')
  inflow.breakOff?.(new Error('somebody else goes on'))

  assert.is(await outcome, 'somebody else goes on')
  close()
})

test.run()
