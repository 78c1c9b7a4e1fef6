import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf } from '../../../src/registry/index.ts'
import type { Check } from '../../../src/registry/observe/checks.ts'
import { checksIn } from '../../../src/registry/observe/checks.ts'
import { repeated } from '../../../src/registry/observe/repeated.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { call, type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { rejection } from '../../helpers/rejection.ts'

const test = suite<{ folder: string }>('health')
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'wharfinger-health-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const DEBUG = { addr: '127.0.0.1:0', debug: { addr: '127.0.0.1:0' } }

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5))
}

function debug(registry: TestRegistry, path: string) {
  const [, port] = /debug server listening [\d.]+:(\d+)/.exec(registry.log.join('')) ?? []
  return call('GET', `http://127.0.0.1:${port}${path}`)
}

test('refuses everything while a check fails, and says which', async ({ folder }) => {
  const file = join(folder, 'down')
  await using registry = await testRegistry({
    health: { file: [{ file, interval: '5ms' }] },
    http: DEBUG,
  })
  assert.is((await registry.call('GET', '/healthz')).status, 200)
  assert.is((await debug(registry, '/debug/health')).text, '{}')

  writeFileSync(file, '')
  await until(async () => (await registry.call('GET', '/healthz')).status === 503)
  assert.equal(JSON.parse((await registry.call('GET', '/v2/')).text), {
    errors: [
      {
        code: 'UNAVAILABLE',
        message: 'service unavailable',
        detail: 'health check failed: please see /debug/health',
      },
    ],
  })
  const page = await debug(registry, '/debug/health')
  assert.is(page.status, 503)
  assert.equal(JSON.parse(page.text), { [file]: 'file exists' })

  rmSync(file)
  await until(async () => (await registry.call('GET', '/healthz')).status === 200)
  assert.match(registry.log.join(''), /health check failed.*\n(.*\n)*.*health check passes again/)
})

test('tells who debugs about the process, and of no profiles', async () => {
  await using registry = await testRegistry({ http: DEBUG })

  const variables = JSON.parse((await debug(registry, '/debug/vars')).text)
  assert.is(variables.pid, process.pid)
  assert.match(variables.version, /^\d+\.\d+\.\d+$/)
  assert.is((await debug(registry, '/debug/pprof/heap')).status, 404)
  assert.is((await debug(registry, '/metrics')).status, 404)
})

/** Waits though nothing else keeps the process going: checks don't. */
async function awake<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1000)
  try {
    return await promise
  } finally {
    clearInterval(timer)
  }
}

/** A check that ends as it is told to, one time after the other. */
function manual(threshold: number, outcomes: (string | undefined)[]) {
  let ran = (): void => undefined
  const done = new Promise<void>(resolve => {
    ran = resolve
  })
  const check: Check = {
    name: 'check',
    interval: 1,
    threshold,
    async run() {
      const outcome = outcomes.shift()
      if (outcomes.length === 0) ran()
      if (outcome !== undefined) throw new Error(outcome)
    },
  }
  return { check, done }
}

test('counts failures in a row, and forgets them at the first success', async () => {
  const told: (string | undefined)[] = []
  const { check, done } = manual(2, ['a', undefined, 'b', 'c', 'd', undefined, 'e', undefined])
  using _ = repeated(check, wrong => told.push(wrong))

  await awake(done)
  assert.equal(told.slice(0, 4), [undefined, 'c', 'd', undefined])
})

test('counts a check that hangs as failed, without running it twice', async () => {
  let runs = 0
  const failed = new Promise<string | undefined>(resolve => {
    const hangs = () => {
      runs += 1
      return new Promise<void>(() => undefined)
    }
    const watch = repeated({ name: 'x', interval: 2, threshold: 3, run: hangs }, wrong => {
      watch[Symbol.dispose]()
      resolve(wrong)
    })
  })

  assert.is(await awake(failed), 'no answer within 2ms')
  assert.is(runs, 1)
})

test('asks others over HTTP and TCP', async () => {
  const server = createServer((request, response) => {
    assert.is(request.method, 'HEAD')
    assert.is(request.headers['x-who'], 'registry')
    response.writeHead(request.url === '/good' ? 200 : 500).end()
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const base = `http://127.0.0.1:${port}`
  const headers = { 'X-Who': ['registry'] }
  const { health } = configOf({
    version: '0.1',
    storage: { inmemory: {} },
    health: {
      storagedriver: { enabled: true },
      http: [
        { uri: `${base}/good`, headers },
        { uri: `${base}/bad`, headers },
      ],
      tcp: [{ addr: `127.0.0.1:${port}` }],
    },
  })
  const checks = checksIn(health, memoryDriver())
  const run = (name: string) => checks.find(check => check.name === name)?.run()

  await run('storagedriver_inmemory')
  await run(`${base}/good`)
  const bad = await rejection(Promise.resolve(run(`${base}/bad`)))
  assert.is(bad.message, 'downstream service returned unexpected status: 500')
  await run(`127.0.0.1:${port}`)

  await new Promise(resolve => server.close(resolve))
  const gone = await rejection(Promise.resolve(run(`127.0.0.1:${port}`)))
  assert.is(gone.message, `connection to 127.0.0.1:${port} failed`)
  assert.match((await rejection(Promise.resolve(run(`${base}/good`)))).message, 'ECONNREFUSED')
})

test.run()
