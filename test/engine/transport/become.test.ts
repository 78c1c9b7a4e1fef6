import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Become, type Connection, sh } from '../../../src/engine/module/index.ts'
import { sshTransport } from '../../../src/engine/transport/index.ts'
import { rejection } from '../../helpers/rejection.ts'
import { CALM, runAll, withConnection } from '../../helpers/session.ts'
import { startSshServer, type TestServer } from '../../helpers/sshServer.ts'

/**
 * A sudo that notes each guess at the password and the arguments it was given, as the real one does in its log. USER decides:
 * `root` needs none, `app` needs "pa$$", `nobody` is not allowed.
 */
const SUDO = `#!/bin/sh
echo "$*" >>"$HOME/sudo.log"
while [ $# -gt 0 ]; do
  case $1 in -n) n=1;; -S) s=1;; -p) p=$2; shift;; -u) u=$2; shift;; -H) ;; --) shift; break;; esac
  shift
done
case $u in
  root) ;;
  app)
    [ ! "$n" ] || { echo "sudo: a password is required" >&2; exit 1; }
    echo "We trust you have received the usual lecture." >&2
    for try in 1 2 3; do
      printf %s "$p" >&2
      IFS= read -r word || { echo "sudo: no password was provided" >&2; exit 1; }
      echo "$word" >>"$HOME/guesses"
      [ "$word" != 'pa$$' ] || { ok=1; break; }
      echo "Sorry, try again." >&2
    done
    [ "$ok" ] || { echo "sudo: 3 incorrect password attempts" >&2; exit 1; };;
  tty) echo "sudo: sorry, you must have a tty to run sudo" >&2; exit 1;;
  ghost) echo "sudo: unknown user ghost" >&2; exit 1;;
  *) echo "tester is not in the sudoers file." >&2; exit 1;;
esac
BECAME=$u; export BECAME
exec "$@"
`

const SU = `#!/bin/sh
printf "Password: " >&2
IFS= read -r word
[ "$word" = 'pa$$' ] || { echo "su: Authentication failure" >&2; exit 1; }
BECAME=$1; export BECAME
shift 2
exec /bin/sh -c "$1"
`

async function on(
  work: (connection: Connection, server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startSshServer({ programs: { sudo: SUDO, su: SU } })
  try {
    const transport = sshTransport({ environment: server.environment, lockPatience: 0 })
    await withConnection(transport, server.variables, connection => work(connection, server))
  } finally {
    await server.stop()
  }
}

async function whoAmI(connection: Connection, become?: Become): Promise<string> {
  const session = await connection.session(become)
  const [result] = await runAll(session, [{ check: sh`echo "${[sh`$BECAME`]}"` }])
  return String(result?.check?.stdout).trim()
}

test('becomes another user without a password where sudo wants none, and never sends one', async () => {
  await on(async (connection, server) => {
    assert.is(await whoAmI(connection, { user: 'root', method: 'sudo', password: 'pa$$' }), 'root')

    assert.not(existsSync(join(server.home, 'guesses')))
  })
})

test('answers the request for a password, once', async () => {
  await on(async (connection, server) => {
    assert.is(await whoAmI(connection, { user: 'app', method: 'sudo', password: 'pa$$' }), 'app')

    assert.is(readFileSync(join(server.home, 'guesses'), 'utf8'), 'pa$$\n')
  })
})

test('tries a wrong password one time, however often the session is asked for', async () => {
  await on(async (connection, server) => {
    const become = { user: 'app', method: 'sudo', password: 'wrong' } as const
    for (let time = 0; time < 2; time++)
      assert.is((await rejection(connection.session(become))).message, 'wrong password for sudo')

    assert.is(readFileSync(join(server.home, 'guesses'), 'utf8'), 'wrong\n')
  })
})

test('says in one sentence why it could not become someone', async () => {
  await on(async connection => {
    const cases: [Become, string][] = [
      [{ user: 'app', method: 'sudo' }, 'sudo needs a password to become app'],
      [{ user: 'nobody', method: 'sudo' }, 'sudo does not allow this user to become nobody'],
      [{ user: 'ghost', method: 'sudo' }, 'there is no user ghost to become'],
      [{ user: 'tty', method: 'sudo' }, 'sudo on this host demands a terminal (requiretty)'],
      [{ user: 'other', method: 'su' }, 'su needs a password to become other'],
      [{ user: 'app', method: 'su', password: 'wrong' }, 'wrong password for su'],
    ]
    for (const [become, message] of cases) {
      const error = await rejection(connection.session(become))

      assert.is(error.message, message)
      assert.is(error.name, 'UnreachableFault')
    }
  })
})

test('becomes another user by su', async () => {
  await on(async connection => {
    assert.is(await whoAmI(connection, { user: 'app', method: 'su', password: 'pa$$' }), 'app')
  })
})

test('stays who it is when it is to become itself', async () => {
  await on(async (connection, server) => {
    const session = await connection.session({ user: 'tester', method: 'sudo', password: 'pa$$' })

    assert.is(session, await connection.session())
    assert.not(existsSync(join(server.home, 'sudo.log')))
  })
})

test('carries bytes and ends fragments as the other user', async () => {
  await on(async connection => {
    const session = await connection.session({ user: 'app', method: 'sudo', password: 'pa$$' })
    const received = await session.receive(
      sh`cat; echo " for ${[sh`$BECAME`]}"`,
      Readable.from(['bytes']),
      CALM,
    )
    assert.is(String(received.output.stdout), 'bytes for app\n')

    const [killed] = await runAll(session, [{ check: sh`sleep 20`, timeout: 0.1 }])
    assert.is(killed?.rc, 137)
  })
})

test('leaves neither commands nor passwords in the log of sudo', async () => {
  await on(async (connection, server) => {
    const session = await connection.session({ user: 'app', method: 'sudo', password: 'pa$$' })
    await runAll(session, [{ check: sh`: top-secret` }])
    await session.receive(sh`: top-secret; cat >/dev/null`, Readable.from(['top-secret']), CALM)

    const log = readFileSync(join(server.home, 'sudo.log'), 'utf8')
    assert.not.match(log, 'top-secret')
    assert.not.match(log, 'pa$$')
    assert.match(log, '-H -S -p')
  })
})

test.run()
