import { once } from 'node:events'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { Agent, get, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { type Daemon, launchDaemon, startDaemon } from '../../helpers/daemon.ts'
import { folder } from '../../helpers/folder.ts'
import { call, testRegistry } from '../../helpers/registry.ts'
import { there } from '../../helpers/there.ts'

const TWO = { http: { workers: 2 } }
// The first tests are one daemon's life.
const test = suite<{ daemon: Daemon }>('processes')
test.before(async context => {
  context.daemon = await startDaemon(TWO)
})
test.after(async ({ daemon }) => daemon[Symbol.asyncDispose]())

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
interface Push {
  /** Sends it; resolves to the answer. */
  finish(): Promise<IncomingMessage>
  /** Resolves when the connection is closed. */
  readonly cut: Promise<unknown>
}

async function pushInFlight(url: string): Promise<Push> {
  const content = Buffer.alloc(100_000, 'x')
  const push = request(`${url}/v2/demo/app/blobs/uploads/?digest=${digestOf(content)}`, {
    method: 'POST',
    headers: { 'content-length': content.length, expect: '100-continue' },
    agent: false,
  })
  push.on('error', () => undefined)
  const cut = new Promise(resolve => push.on('close', resolve))
  push.flushHeaders()
  await once(push, 'continue')
  await new Promise(resolve => push.write(content.subarray(1), resolve))
  const finish = async (): Promise<IncomingMessage> => {
    push.end('x')
    const [answer] = (await once(push, 'response')) as [IncomingMessage]
    return answer.resume()
  }
  return { finish, cut }
}

test('serve one port together, and say so once', async ({ daemon }) => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => call('GET', `${daemon.url}/v2/`)),
  )

  assert.is(workersOf(daemon).length, 2)
  assert.ok(answers.every(({ status }) => status === 200))
  assert.is(daemon.log.match(/listening on/g)?.length, 1, daemon.log)
})

test('are replaced when they break, while the others serve', async ({ daemon }) => {
  const before = workersOf(daemon)
  process.kill(there(before[0]), 'SIGKILL')
  await daemon.logged(/level=error msg="a worker ended; another takes its place" .*SIGKILL/)

  assert.is((await call('GET', `${daemon.url}/v2/`)).status, 200)
  while (workersOf(daemon).length < 2) await call('GET', `${daemon.url}/v2/`)
  assert.not.equal(workersOf(daemon), before)
})

test('end with the first of them, however that ends', async ({ daemon }) => {
  const workers = workersOf(daemon)
  process.kill(daemon.pid, 'SIGKILL')
  // The log is closed once nobody is left who could write to it.
  await daemon.ended

  assert.not.ok(workers.some(isAlive))
})

test('run from their sources, too', async () => {
  await using daemon = await startDaemon(TWO, { fromSource: true })

  assert.is((await call('GET', `${daemon.url}/v2/`)).status, 200)
  daemon.signal('SIGTERM')
  assert.is(await daemon.ended, 0)
})

test('say in one line why they cannot start', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const addr = `127.0.0.1:${(taken.address() as AddressInfo).port}`
  await using daemon = await launchDaemon({ http: { addr, workers: 2 } })
  const code = await daemon.ended
  taken.close()

  assert.is(code, 1)
  const errors = daemon.log.split('\n').filter(line => line.startsWith('error: '))
  assert.equal(errors, [`error: config: http.addr: cannot listen on ${addr}: it is in use`])
})

test('listen on a path, also where one that was killed did', async () => {
  using directory = folder()
  const addr = join(directory.path, 'registry.sock')
  await leaveSocket(addr)
  await using daemon = await startDaemon({ http: { addr, net: 'unix', workers: 2 } })
  const asked = get({ socketPath: addr, path: '/v2/', agent: false })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()

  assert.is(answer.statusCode, 200)
  await daemon.logged(/http\.request\.remoteaddr=@/)
})

/** Leaves a socket behind that nobody listens on. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.first`)
  await once(server, 'listening')
  renameSync(`${path}.first`, path)
  server.close()
  await once(server, 'close')
}

test('finish what runs when told to stop, and nothing else', async () => {
  await using daemon = await startDaemon(TWO)
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

test('end at once when told a second time', async () => {
  await using daemon = await startDaemon(TWO)
  const { cut } = await pushInFlight(daemon.url)
  daemon.signal('SIGTERM')
  await daemon.logged(/msg="stopping/)
  daemon.signal('SIGTERM')

  assert.is(await daemon.ended, 0)
  await cut
})

test('of one alone finish, too', async () => {
  await using registry = await testRegistry()
  const { finish } = await pushInFlight(registry.url)
  const closed = registry.running.close()

  assert.is((await finish()).statusCode, 201)
  await closed
})

test('of one alone are cut when they do not finish in time, or when that is wanted', async () => {
  await using hasty = await testRegistry({ http: { draintimeout: '30ms' } })
  const late = await pushInFlight(hasty.url)
  await hasty.running.close()
  await late.cut
  await using patient = await testRegistry()
  const unwanted = await pushInFlight(patient.url)
  const closed = patient.running.close()
  await patient.running.close({ cut: true })
  await closed

  await unwanted.cut
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
