import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh, type Transport } from '../../../src/engine/module/index.ts'
import { sshTransport } from '../../../src/engine/transport/index.ts'
import { phases, runAll, withConnection } from '../../helpers/session.ts'
import { usualShells } from '../../helpers/shells.ts'
import { startSshServer, type TestServer } from '../../helpers/sshServer.ts'

for (const shell of usualShells()) {
  const test = suite<{ server: TestServer; transport: Transport }>(`limits in ${shell}`)

  test.before(async context => {
    context.server = await startSshServer({ shell })
    const { environment } = context.server
    context.transport = sshTransport({ environment, outputLimit: 4_000_000 })
  })
  test.after(({ server }) => server.stop())

  test('ends a fragment whose time is over, with all that it started', async ({
    server,
    transport,
  }) => {
    const late = join(server.home, 'late')
    const tree = sh`(sh -c 'sleep 40; true') & sleep 50; echo late >${late}`
    await withConnection(transport, server.variables, async connection => {
      const session = await connection.session()
      const results = await runAll(session, [
        { check: sh`false`, apply: tree, timeout: 0.2, notifies: ['h'], ignoreErrors: true },
        { check: tree, apply: sh`echo late >${late}`, timeout: 0.1, ignoreErrors: true },
        {
          check: sh`false`,
          before: tree,
          apply: sh`echo late >${late}`,
          timeout: 0.1,
          ignoreErrors: true,
        },
        { check: sh`true`, timeout: 20 },
      ])

      assert.equal(phases(results), ['failed 137', 'failed 137', 'failed 137', 'ok 0'])
      assert.not(existsSync(late))
      const [left] = await runAll(session, [
        { check: sh`cd ${join(server.home, 'state')}; ls */pending` },
      ])
      assert.is(String(left?.check?.stdout), '')
    })
  })

  test.run()
}

const test = suite<{ server: TestServer; transport: Transport }>('limits')

test.before(async context => {
  context.server = await startSshServer()
  const { environment } = context.server
  context.transport = sshTransport({ environment, outputLimit: 4_000_000 })
})
test.after(({ server }) => server.stop())

test('leaves daemons alone that earlier fragments started', async ({ server, transport }) => {
  const pid = join(server.home, 'pid')
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()
    const results = await runAll(session, [
      { apply: sh`setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! >${pid}` },
      { check: sh`sleep 30`, timeout: 0.1, ignoreErrors: true },
      { check: sh`kill -0 $(cat ${pid})` },
      { apply: sh`kill $(cat ${pid})` },
    ])

    assert.equal(phases(results).slice(1), ['failed 137', 'ok 0', 'changed 0'])
  })
})

test('ends a fragment that prints without end, and keeps both ends of it', async ({
  server,
  transport,
}) => {
  await withConnection(transport, server.variables, async connection => {
    const session = await connection.session()
    const [flood, after] = await runAll(session, [
      { check: sh`echo begin; yes`, ignoreErrors: true },
      { check: sh`true` },
    ])

    assert.equal(phases([flood, after].filter(result => result !== undefined)), [
      'failed 137',
      'ok 0',
    ])
    assert.match(String(flood?.check?.stdout.subarray(0, 8)), 'begin\ny')
    assert.is(flood?.check?.stdout.length, 2 * 1024 * 1024)
    assert.ok((flood?.check?.dropped ?? 0) > 1_000_000)
  })
})

test('tells nothing of the text of a fragment that was killed', async ({ server, transport }) => {
  await withConnection(transport, server.variables, async connection => {
    const [result] = await runAll(await connection.session(), [
      { check: sh`: top-secret; sleep 30`, timeout: 0.1 },
    ])

    assert.not.match(String(result?.check?.stderr), 'top-secret')
  })
})

test('notes temporary files before bytes or an apply can leave one behind', async ({
  server,
  transport,
}) => {
  const temp = join(server.home, '.wharf-run1-7')
  const connection = await transport.connect('host', server.variables, {
    run: 'run1',
    signal: new AbortController().signal,
  })
  const session = await connection.session()
  await runAll(session, [
    { check: sh`false`, apply: sh`: >${temp}; kill -9 $$`, temps: [temp] },
  ]).catch(() => undefined)
  await connection.close()
  assert.ok(existsSync(temp))

  await withConnection(transport, server.variables, next => next.session(), 'run2')

  assert.not(existsSync(temp))
})

test.run()
