import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { Agent, type ClientRequest, get, type IncomingMessage, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { type Daemon, launchDaemon, startDaemon } from '../../helpers/daemon.ts'
import { call } from '../../helpers/registry.ts'

const test = suite('processes')
const TWO = { http: { workers: 2 } }

/** The processes that a daemon's first one has started. */
function workersOf({ pid }: Daemon): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}

/** False for one that has ended, though its parent may not have taken note yet. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`).length > 0
}

/** A push whose last byte is kept back. */
async function pushInFlight(
  url: string,
): Promise<{ finish(): Promise<IncomingMessage>; push: ClientRequest }> {
  const content = Buffer.alloc(100_000, 'x')
  const path = `${url}/v2/demo/app/blobs/uploads/?digest=${digestOf(content)}`
  const push = request(path, {
    method: 'POST',
    headers: { 'content-length': content.length, expect: '100-continue' },
    agent: false,
  })
  push.on('error', () => undefined)
  push.flushHeaders()
  await once(push, 'continue')
  await new Promise(resolve => push.write(content.subarray(1), resolve))
  const finish = async (): Promise<IncomingMessage> => {
    push.end('x')
    const [answer] = (await once(push, 'response')) as [IncomingMessage]
    return answer.resume()
  }
  return { finish, push }
}

test('serve one port together, and say so once', async () => {
  await using daemon = await startDaemon(TWO)
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => call('GET', `${daemon.url}/v2/`)),
  )

  assert.is(workersOf(daemon).length, 2)
  assert.ok(answers.every(({ status }) => status === 200))
  assert.is(daemon.log.match(/listening on/g)?.length, 1, daemon.log)
})

test('are replaced when they break, while the others serve', async () => {
  await using daemon = await startDaemon(TWO)
  const before = workersOf(daemon)
  process.kill(before[0] ?? 0, 'SIGKILL')
  await daemon.logged(/level=error msg="a worker ended; another takes its place" .*SIGKILL/)

  assert.is((await call('GET', `${daemon.url}/v2/`)).status, 200)
  while (workersOf(daemon).length < 2) await call('GET', `${daemon.url}/v2/`)
  assert.not.equal(workersOf(daemon), before)
})

test('end with the first of them, however that ends', async () => {
  await using daemon = await startDaemon(TWO)
  const workers = workersOf(daemon)
  process.kill(daemon.pid, 'SIGKILL')
  // The log is closed once nobody is left who could write to it.
  await daemon.ended

  assert.not.ok(workers.some(isAlive))
})

test('say in one line why they cannot start', async () => {
  await using first = await startDaemon({ http: { workers: 1 } })
  const addr = new URL(first.url).host
  await using second = await launchDaemon({ http: { addr, workers: 2 } })

  assert.is(await second.ended, 1)
  const errors = second.log.split('\n').filter(line => line.startsWith('error: '))
  assert.equal(errors, [`error: config: http.addr: cannot listen on ${addr}: it is in use`])
})

for (const workers of [1, 2]) {
  test(`finish what runs when told to stop, and nothing else (${workers})`, async () => {
    await using daemon = await startDaemon({ http: { workers } })
    using agent = idleAgent()
    await agent.get(`${daemon.url}/v2/`)
    const { finish } = await pushInFlight(daemon.url)
    daemon.signal('SIGTERM')
    await agent.closed

    const answer = await finish()
    assert.is(answer.statusCode, 201)
    assert.is(answer.headers.connection, 'close')
    assert.is(await daemon.ended, 0)
    assert.match(daemon.log, 'msg="stopped"')
  })

  test(`end at once when told a second time (${workers})`, async () => {
    await using daemon = await startDaemon({ http: { workers } })
    const { push } = await pushInFlight(daemon.url)
    const cut = new Promise(resolve => push.on('close', resolve))
    daemon.signal('SIGTERM')
    await daemon.logged(/msg="stopping/)
    daemon.signal('SIGTERM')

    assert.is(await daemon.ended, 0)
    await cut
  })
}

test('are cut when they do not finish in time', async () => {
  await using daemon = await startDaemon({ http: { workers: 2, draintimeout: '50ms' } })
  const { push } = await pushInFlight(daemon.url)
  const cut = new Promise(resolve => push.on('close', resolve))
  daemon.signal('SIGTERM')

  assert.is(await daemon.ended, 0)
  await cut
})

interface IdleAgent extends Disposable {
  /** Leaves its connection open. */
  get(url: string): Promise<void>
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>
}

function idleAgent(): IdleAgent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let close = (): void => undefined
  const closed = new Promise<void>(resolve => {
    close = resolve
  })
  return {
    closed,
    async get(url) {
      const asked = get(url, { agent })
      asked.on('socket', socket => socket.on('close', close))
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      answer.resume()
      await once(answer, 'end')
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

test.run()
