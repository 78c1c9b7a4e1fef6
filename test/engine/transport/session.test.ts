import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fragment, type Shell, sh, type Transport } from '../../../src/engine/module/index.ts'
import { sshTransport } from '../../../src/engine/transport/index.ts'
import { phases, runAll, withConnection } from '../../helpers/session.ts'
import { allShells, usualShells } from '../../helpers/shells.ts'
import { startSshServer, type TestServer } from '../../helpers/sshServer.ts'

/** Fragments that would end or spoil a careless shell, and how each ends; a list where shells differ. */
const HOSTILE: readonly [text: string, rc: number | readonly number[]][] = [
  ['exit 3', 3],
  ['set -e; false; true', 1],
  ['cd /tmp', 0],
  ['exec true', 0],
  ['exec >&- 2>&-', 0],
  ['unset PATH', 0],
  ['ulimit -n 5', 0],
  ['umask 777', 0],
  ['IFS=x', 0],
  ['alias echo=false', 0],
  ['echo() { false; }', 0],
  ['trap "echo bye" EXIT', 0],
  ['trap "" TERM', 0],
  ['set -x; true', 0],
  ['set -f; set -- a b', 0],
  ['wf=stop; wl=/; wr=9; wp=failed', 0],
  ['if then', [1, 2, 3]],
  ["echo 'open", [1, 2, 3]],
  ['echo "open', [1, 2, 3]],
  [')', [1, 2, 3]],
  ['}', [1, 2, 3, 127]],
  ['echo $(', [1, 2, 3]],
  ['readonly r=1; r=2', [0, 1, 2]],
  ['export 1bad', [0, 1, 2]],
  ['. /missing', [0, 1, 2, 127]],
  ['set -u; echo $nowhere', [1, 2]],
  ['cat', 0],
  ['read line', 1],
  ["sh -c 'kill -9 $$'", 137],
  ["sh -c 'kill -15 $$'", 143],
  ['sleep 60 & true', 0],
  ['nohup sleep 60 & true', 0],
  ['printf "\\000\\377"', 0],
  ['printf "no newline"; printf "none either" >&2', 0],
  ['# only a comment', 0],
  ['', 0],
]

for (const shell of allShells()) {
  const test = suite<{ server: TestServer; transport: Transport }>(`session in ${shell}`)

  test.before(async context => {
    context.server = await startSshServer({ shell })
    context.transport = sshTransport({ environment: context.server.environment })
  })
  test.after(({ server }) => server.stop())

  test('survives whatever a fragment does', async ({ server, transport }) => {
    const between = sh`pwd; umask; ulimit -n; echo "$IFS" | wc -c; command -v ls; echo "$#"`
    const fragments = HOSTILE.flatMap(([text]): Fragment[] => [
      { apply: text as Shell, ignoreErrors: true },
      { apply: between },
    ])
    await withConnection(transport, server.variables, async connection => {
      const results = await runAll(await connection.session(), fragments)

      for (const [index, [text, rc]] of HOSTILE.entries()) {
        const result = results[index * 2]
        assert.ok([rc].flat().includes(result?.rc ?? -1), `${text}: ${result?.rc}`)
        const after = String(results[index * 2 + 1]?.apply?.stdout)
        assert.is(after, String(results[1]?.apply?.stdout), text)
      }
      assert.match(String(results[1]?.apply?.stdout), /^\/\n0*22\n/)
    })
  })

  test('never runs the apply of a check that is broken', async ({ server, transport }) => {
    const broken = [
      'if then',
      "echo 'open",
      'no-such-command',
      'exit 3',
      'set -u; : $nowhere',
      '. /missing; [ a = b ] || nothing-here',
    ]
    const fragments = broken.map(
      (text): Fragment => ({ check: text as Shell, apply: sh`echo applied`, ignoreErrors: true }),
    )
    await withConnection(transport, server.variables, async connection => {
      const results = await runAll(await connection.session(), fragments)

      for (const [index, text] of broken.entries()) assert.is(results[index]?.phase, 'failed', text)
    })
  })

  test('shows a fragment no nonce, so that its output can hold no frame', async ({
    server,
    transport,
  }) => {
    await withConnection(transport, server.variables, async connection => {
      const look = sh`set; env; cat /proc/$$/environ /proc/$$/cmdline 2>/dev/null; true`

      const [one, two] = await runAll(await connection.session(), [
        { check: look },
        { check: look },
      ])

      assert.is(one?.phase, 'ok')
      assert.not.match(String(two?.check?.stdout), /[0-9a-f]{32} (ok|cut|changed)/)
    })
  })

  test.run()
}

for (const shell of usualShells()) {
  const test = suite<{ server: TestServer; transport: Transport }>(`much output in ${shell}`)

  test.before(async context => {
    context.server = await startSshServer({ shell })
    context.transport = sshTransport({ environment: context.server.environment })
  })
  test.after(({ server }) => server.stop())

  test('keeps frames whole and apart from a stray that writes without end', async ({
    server,
    transport,
  }) => {
    await withConnection(transport, server.variables, async connection => {
      const session = await connection.session()
      const stray = sh`(while :; do echo stray; done) & echo $! >stray.pid`
      await runAll(session, [{ apply: sh`cd; ${[stray]}` }])

      const results = await runAll(
        session,
        Array.from({ length: 20 }, (_, n): Fragment => ({ check: sh`echo ${n}; exit ${n % 2}` })),
      )
      await runAll(session, [{ apply: sh`cd; kill -9 $(cat stray.pid)` }])

      assert.equal(
        phases(results),
        Array.from({ length: 20 }, (_, n) => (n % 2 ? 'would 1' : 'ok 0')),
      )
    })
  })

  test('sends a fragment of a megabyte', async ({ server, transport }) => {
    const text = `${'x'.repeat(999_999)}y`
    await withConnection(transport, server.variables, async connection => {
      const [result] = await runAll(await connection.session(), [
        { check: sh`text=${text}; case $text in x*y) echo whole;; esac` },
      ])

      assert.is(String(result?.check?.stdout), 'whole\n')
    })
  })

  test.run()
}
