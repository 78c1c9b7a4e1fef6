import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shell as module } from '../../../src/modules/command/shell.ts'
import { play, SHELLS } from '../../helpers/host.ts'

for (const shell of SHELLS) {
  const run = (args: object) => play(module, args, { shell, recheck: false })

  test(`runs a script with all that a shell can (${shell.name})`, async () => {
    const script = `x='a b'
f() { echo "<$x>"; }
f | tr a-z A-Z
cat <<END
it's $((1 + 2))
END
# a comment at the end`
    const done = await run({ cmd: script })
    assert.is(done.phase, 'changed', done.reason)
    assert.is(done.result['stdout'], "<A B>\nit's 3")
    assert.is(done.result['cmd'], script)
  })

  test(`ends as the script ends (${shell.name})`, async () => {
    const failed = await run({ cmd: 'echo a; exit 7' })
    assert.equal([failed.phase, failed.result['rc'], failed.result['stdout']], ['failed', 7, 'a'])
    assert.is((await run({ cmd: 'if true; then' })).phase, 'failed')
    assert.is((await run({ cmd: 'set -e; false; echo not here' })).result['stdout'], '')
    assert.is((await run({ cmd: 'kill $$' })).phase, 'failed')
  })

  test(`keeps the script out of the list of processes (${shell.name})`, async () => {
    const done = await run({ cmd: 'tr "\\0" " " </proc/$$/cmdline; : my-password' })
    assert.ok(String(done.result['stdout']).includes('-c'))
    assert.not(String(done.result['stdout']).includes('my-password'))
  })

  test(`leaves standard input to the script (${shell.name})`, async () => {
    assert.is((await run({ cmd: 'cat; echo end', stdin: 'a\nb' })).result['stdout'], 'a\nb\nend')
    assert.is((await run({ cmd: 'cat; echo end' })).result['stdout'], 'end')
  })

  test(`takes a long script (${shell.name})`, async () => {
    const done = await run({ cmd: `: ${'x'.repeat(300_000)}\necho end` })
    assert.is(done.result['stdout'], 'end', done.reason)
  })
}

test('runs in the shell that is asked for, or in what is none', async () => {
  const run = (args: object) => play(module, args, { recheck: false })
  const bash = await run({
    cmd: 'a=(x y); set -- "$BASH"; echo "$a $1"',
    executable: '/bin/bash',
  })
  assert.is(bash.result['stdout'], 'x /bin/bash')
  const node = await run({ cmd: 'console.log(6 * 7)', executable: process.execPath })
  assert.is(node.phase, 'failed')
})

test.run()
