import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fragment, sh } from '../../../src/engine/module/index.ts'
import { sshTransport } from '../../../src/engine/transport/index.ts'
import { startCuttingProxy } from '../../helpers/cuttingProxy.ts'
import { rejection } from '../../helpers/rejection.ts'
import { CALM, runAll, withConnection } from '../../helpers/session.ts'
import { startSshServer, type TestServer } from '../../helpers/sshServer.ts'

const test = suite<{ server: TestServer }>('loss')

test.before(async context => {
  context.server = await startSshServer()
})
test.after(({ server }) => server.stop())

/** Fragments that note in a file that they began and ended. */
function noting(log: string): Fragment[] {
  return Array.from({ length: 12 }, (_, n) => ({
    check: sh`false`,
    apply: sh`echo begin ${n} >>${log}; echo end ${n} >>${log}`,
  }))
}

test('a connection cut anywhere leaves whole fragments, in order, and reports none that did not run', async ({
  server,
}) => {
  // What a batch of these takes on the wire, in each direction.
  const sizes = { up: 9_000, down: 2_500 }
  for (const direction of ['up', 'down'] as const) {
    for (let share = 0; share < 8; share++) {
      const proxy = await startCuttingProxy(server.port)
      const variables = {
        ...server.variables,
        ansible_port: proxy.port,
        ansible_ssh_common_args: '-o StrictHostKeyChecking=no',
      }
      const log = join(server.home, `log-${direction}-${share}`)
      const transport = sshTransport({ environment: server.environment })
      let reported = 0
      const lost = await withConnection(transport, variables, async connection => {
        const session = await connection.session()
        proxy.cutAfter(direction, Math.floor((sizes[direction] * share) / 8))
        const running = session.run(noting(log), () => reported++, CALM)
        return running.then(
          () => undefined,
          (error: Error) => error,
        )
      })
      await proxy.stop()
      // The next session begins when the old shell has ended.
      await withConnection(transport, server.variables, connection => connection.session())

      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
      const expected = Array.from({ length: 12 }, (_, n) => [`begin ${n}`, `end ${n}`]).flat()
      assert.equal(lines, expected.slice(0, lines.length))
      assert.is(lines.length % 2, 0)
      assert.ok(lines.length / 2 >= reported, `${lines.length / 2} ran, ${reported} reported`)
      assert.ok(
        lost === undefined ? reported === 12 : /^the connection was lost/.test(lost.message),
      )
    }
  }
})

test('says how far a lost batch had come', async ({ server }) => {
  const transport = sshTransport({ environment: server.environment })
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()
    const running = session.run(
      [{ check: sh`true` }, { check: sh`sleep 0.5` }, { check: sh`true` }],
      () => server.cut(),
      CALM,
    )

    const error = await rejection(running)

    assert.is(error.name, 'UnreachableFault')
    assert.match(error.message, 'after 1 of 3 steps sent together')
    assert.is((await rejection(runAll(session, [{ check: sh`true` }]))).name, 'UnreachableFault')
    assert.is((await rejection(connection.connect('127.0.0.1', 1))).name, 'Fault')
  })
})

test('keeps the mark of a handler that was due when the connection broke', async ({ server }) => {
  const transport = sshTransport({ environment: server.environment })
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()
    const cutting = sh`echo $$ >${join(server.home, 'pid')}; kill -9 $$`
    await rejection(
      runAll(session, [{ check: sh`false`, apply: cutting, notifies: ['restart docker'] }]),
    )
  })
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()

    assert.equal(session.pending, ['restart docker'])
    await session.settle({ remove: session.pending })
  })
})

test('takes the lock of its own lost connection, whose work is ended first', async ({ server }) => {
  const late = join(server.home, 'late')
  const transport = sshTransport({ environment: server.environment, lockPatience: 0 })
  const connection = await transport.connect('host', server.variables, { run: 'r', signal: CALM })
  const session = await connection.session()
  const began = join(server.home, 'began')
  const working = sh`: >${began}; sleep 1; : >${late}`
  const running = runAll(session, [{ check: sh`echo`, apply: working }, { apply: working }]).catch(
    () => 'lost',
  )
  while (!existsSync(began)) await new Promise(resolve => setImmediate(resolve))
  server.cut()
  assert.is(await running, 'lost')

  await withConnection(transport, server.variables, async next => {
    await next.session()
    assert.not(existsSync(late))
  })
  await connection.close()
})

test('says that the shell ended when a task kills it', async ({ server }) => {
  const transport = sshTransport({ environment: server.environment })
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()

    const error = await rejection(runAll(session, [{ check: sh`kill -9 $$` }]))

    assert.match(error.message, "the session's shell was ended by SIGKILL")
  })
})

test('closes in good time when a daemon holds the output open', async ({ server }) => {
  const transport = sshTransport({ environment: server.environment })
  const began = performance.now()
  await withConnection(transport, server.variables, async connection => {
    await runAll(await connection.session(), [{ apply: sh`sleep 60 &` }])
  })

  assert.ok(performance.now() - began < 4_000)
})

test.run()
