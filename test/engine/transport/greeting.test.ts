import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/engine/module/index.ts'
import { sshTransport } from '../../../src/engine/transport/index.ts'
import { rejection } from '../../helpers/rejection.ts'
import { phases, runAll, withConnection } from '../../helpers/session.ts'
import { type ServerOptions, startSshServer } from '../../helpers/sshServer.ts'

/** What a session's first fragment prints on a host like this. */
async function firstOutput(options: ServerOptions): Promise<string> {
  const server = await startSshServer(options)
  try {
    const transport = sshTransport({ environment: server.environment })
    return await withConnection(transport, server.variables, async connection => {
      const session = await connection.session()
      const [result] = await runAll(session, [{ check: sh`echo one; echo two >&2` }])
      return `${result?.check?.stdout}${result?.check?.stderr}`
    })
  } finally {
    await server.stop()
  }
}

test('loses nothing to a login profile that reads', async () => {
  assert.is(
    await firstOutput({ profile: 'read -t 1 line 2>/dev/null || sleep 0.2; echo "$line"' }),
    'one\ntwo\n',
  )
})

test('drops what a login prints, on both streams and without a newline', async () => {
  const profile =
    'echo welcome; echo "12 users" >&2; printf "last login: never"; printf note >&2; set -x'

  assert.match(await firstOutput({ profile }), /^one\n[\s\S]*two\n$/)
})

test('says what a login printed that gave no shell', async () => {
  const cases: [profile: string, message: string | RegExp][] = [
    [
      'echo "This account is currently not available."; exit 1',
      "the account's login gave no shell; it printed: This account is currently not available.",
    ],
    [
      'echo "Welcome to git"; exit 0',
      "the account's login gave no shell; it printed: Welcome to git",
    ],
    ['exit 3', "the account's login gave no shell; it printed nothing"],
    [
      'head -c 100000 /dev/zero | tr "\\0" x; sleep 9',
      /^the login printed more than a shell would; it printed: \.\.\./,
    ],
  ]
  for (const [profile, message] of cases) {
    const error = await rejection(firstOutput({ profile }))

    assert.is(error.name, 'UnreachableFault')
    assert.match(error.message, message)
  }
})

test('says so when the host opens no more shells', async () => {
  const server = await startSshServer({ sessions: 0 })
  const transport = sshTransport({ environment: server.environment })
  await withConnection(transport, server.variables, async connection => {
    const error = await rejection(connection.session())

    assert.is(error.name, 'UnreachableFault')
    assert.match(error.message, /^the host opens no shell: /)
  })
  await server.stop()
})

test('keeps the text of tasks out of the arguments of every process', async () => {
  const server = await startSshServer()
  const transport = sshTransport({ environment: server.environment })
  await withConnection(transport, server.variables, async connection => {
    const look = sh`secret=hunter2; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n'`
    const [result] = await runAll(await connection.session(), [{ check: look }])

    assert.equal(phases(result ? [result] : []), ['ok 0'])
    assert.not.match(String(result?.check?.stdout), 'hunter2')
    assert.not.ok(server.commands.some(command => command.includes('hunter2')))
  })
  await server.stop()
})

test.run()
