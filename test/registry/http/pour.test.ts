import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pour } from '../../../src/registry/http/pour.ts'
import type { Reading } from '../../../src/registry/storage/driver.ts'

const MEGABYTE = 1024 * 1024

interface Poured {
  readonly url: string
  /** Settles as `pour` does. */
  readonly outcome: Promise<unknown>
  readonly isClosed: () => boolean
  close(): void
}

/** A server that answers its first request by what `next` puts into memory. */
async function pouring(
  length: number,
  next: (into: Uint8Array, response: ServerResponse) => number | Promise<number>,
): Promise<Poured> {
  let isClosed = false
  const server = createServer()
  const outcome = once(server, 'request').then(async ([, response]: ServerResponse[]) => {
    if (response === undefined) throw new Error('no response')
    const reading: Reading = {
      length,
      next: into => next(into, response),
      close() {
        isClosed = true
      },
    }
    response.writeHead(200, { 'Content-Length': length })
    try {
      return await pour(reading, response, () => undefined)
    } catch (error) {
      response.destroy()
      throw error
    }
  })
  outcome.catch(() => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    outcome,
    isClosed: () => isClosed,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function messageOf(outcome: Promise<unknown>): Promise<string> {
  try {
    await outcome
    return 'it succeeded'
  } catch (error) {
    return (error as Error).message
  }
}

const test = suite('pour')

test('reads the next piece only when the one before is out of its hands', async () => {
  let left = 32 * MEGABYTE
  let mostWaiting = 0
  const { url, outcome, isClosed, close } = await pouring(left, (into, response) => {
    mostWaiting = Math.max(mostWaiting, response.writableLength)
    const length = Math.min(left, into.length)
    left -= length
    return length
  })
  let received = 0
  const [response] = await once(get(url, { agent: false }), 'response')
  for await (const chunk of response) received += chunk.length
  await outcome
  close()

  assert.is(received, 32 * MEGABYTE)
  assert.is(mostWaiting, 0)
  assert.ok(isClosed())
})

test('stops reading when the client stops', async () => {
  let pieces = 0
  const { url, outcome, isClosed, close } = await pouring(1024 * MEGABYTE, into => {
    pieces++
    return into.length
  })
  const request = get(url, { agent: false })
  const [response] = await once(request, 'response')
  response.pause()
  // Once nobody takes anything any more the server's own turns go on without a piece.
  let before = -1
  while (pieces !== before) {
    before = pieces
    for (let turn = 0; turn < 2000; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  assert.ok(pieces * 256 * 1024 < 64 * MEGABYTE, `${pieces} pieces`)
  request.destroy()

  assert.is(await messageOf(outcome), 'the client went away')
  assert.ok(isClosed())
  close()
})

test('closes what it reads when the client goes away while it is read', async () => {
  let answer: ((length: number) => void) | undefined
  const { url, outcome, isClosed, close } = await pouring(MEGABYTE, (into, response) => {
    if (response.socket?.bytesWritten === 0) return into.length
    return new Promise(resolve => {
      answer = resolve
    })
  })
  const request = get(url, { agent: false })
  const [response] = await once(request, 'response')
  await once(response, 'readable')
  while (answer === undefined) await new Promise(resolve => setImmediate(resolve))
  request.destroy()
  await once(request, 'close')
  assert.not(isClosed())
  answer(100)

  assert.is(await messageOf(outcome), 'the client went away')
  assert.ok(isClosed())
  close()
})

test('never ends an answer that is shorter than promised', async () => {
  const { url, outcome, isClosed, close } = await pouring(10 * MEGABYTE, (into, response) =>
    response.socket?.bytesWritten === 0 ? into.length : 0,
  )
  const [response] = await once(get(url, { agent: false }), 'response')
  const error = await response.toArray().catch((failure: Error) => failure)

  assert.instance(error, Error)
  assert.match(await messageOf(outcome), 'fewer than promised')
  assert.ok(isClosed())
  close()
})

test('lets others have their turn, however fast it goes', async () => {
  // Takes everything at once, as a socket does whose client keeps up.
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  let turns = 0
  let isDone = false
  const count = (): void => {
    turns++
    if (!isDone) setImmediate(count)
  }
  count()
  const reading = { length: 64 * MEGABYTE, next: (into: Uint8Array) => into.length, close() {} }
  await pour(reading, sink as unknown as ServerResponse, () => undefined)
  isDone = true

  assert.ok(turns > 30, `${turns} turns`)
})

test.run()
