import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command } from '../../../src/modules/command/command.ts'
import { play, SHELLS } from '../../helpers/host.ts'

const test = suite<{ root: string }>('command')
test.before.each(context => {
  context.root = realpathSync(mkdtempSync(join(tmpdir(), 'wharfinger-')))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

const ONCE = { recheck: false }

for (const shell of SHELLS) {
  test(`gives arguments to the command as they are (${shell.name})`, async () => {
    const argv = ['printf', '%s|', 'a b', '$HOME', '*', "it's", '', '`id`', '-n', 'x\ny']
    const done = await play(command, { argv }, { shell, ...ONCE })

    assert.is(done.phase, 'changed', done.reason)
    assert.is(
      done.result['stdout'],
      argv
        .slice(2)
        .map(word => `${word}|`)
        .join(''),
    )
    assert.equal(done.result['cmd'], argv)
    assert.is(done.result['rc'], 0)
  })

  test(`reports what a command said and how it ended (${shell.name})`, async () => {
    const argv = ['sh', '-c', 'echo out; echo more; echo bad >&2; exit 3']
    const done = await play(command, { argv }, { shell })

    assert.is(done.phase, 'failed')
    assert.is(done.reason, 'exit status 3: bad')
    assert.equal(done.result, {
      cmd: argv,
      rc: 3,
      stdout: 'out\nmore',
      stdout_lines: ['out', 'more'],
      stderr: 'bad',
      stderr_lines: ['bad'],
    })
  })

  test(`says that there is no such command (${shell.name})`, async () => {
    const done = await play(command, { cmd: 'no-such-command -x' }, { shell })
    assert.is(done.phase, 'failed')
    assert.match(done.reason, /^exit status 127: .*no-such-command.*not found/)
  })

  test(`runs only where a condition says that it is needed (${shell.name})`, async ({ root }) => {
    writeFileSync(join(root, 'a file.txt'), '')
    const run = (args: object, check = false) =>
      play(command, { cmd: 'printf ran', ...args }, { shell, check, ...ONCE })

    const skipped = await run({ creates: join(root, '*.txt') })
    assert.equal([skipped.phase, skipped.result['rc']], ['ok', 0])
    assert.match(String(skipped.result['stdout']), /^skipped, since .*\*\.txt exists$/)
    assert.is((await run({ creates: join(root, 'a file.txt') })).phase, 'ok')
    assert.is((await run({ creates: join(root, '[b-z]*') })).phase, 'changed')
    assert.is((await run({ creates: join(root, '[!b-z]*') })).phase, 'ok')
    assert.is((await run({ creates: 'a file.*', chdir: root })).phase, 'ok')
    assert.is((await run({ removes: join(root, 'none?') })).phase, 'ok')
    assert.is((await run({ removes: join(root, 'a?file*') })).phase, 'changed')
    assert.is((await run({ removes: join(root, 'a?file*') }, true)).phase, 'would')
  })

  test(`runs where it is told to, with the input it is given (${shell.name})`, async ({ root }) => {
    const where = await play(command, { cmd: 'pwd', chdir: root }, { shell, ...ONCE })
    assert.is(where.result['stdout'], root)
    const missing = await play(command, { cmd: 'pwd', chdir: join(root, 'no') }, { shell })
    assert.is(missing.phase, 'failed')
    const input = await play(command, { cmd: 'od -c', stdin: 'a\\$x' }, { shell, ...ONCE })
    assert.match(String(input.result['stdout']), 'a   \\   $   x  \\n')
    const bare = await play(
      command,
      { cmd: 'wc -c', stdin: 'abc', stdin_add_newline: false },
      { shell, ...ONCE },
    )
    assert.is(String(bare.result['stdout']).trim(), '3')
    const none = await play(command, { cmd: 'wc -c' }, { shell, ...ONCE })
    assert.is(String(none.result['stdout']).trim(), '0')
  })
}

test('is skipped in check mode unless a condition can answer', async () => {
  const context = { temp: (path: string) => path } as never
  const compiled = async (args: object) => command.compile(command.args.parse(args), context)

  assert.ok((await compiled({ cmd: 'x' })).skipInCheckMode)
  assert.is((await compiled({ cmd: 'x', creates: '/y' })).skipInCheckMode, undefined)
})

test('wants a command, in one form', () => {
  assert.throws(() => command.args.parse({}), /one of cmd and argv/)
  assert.throws(() => command.args.parse({ cmd: 'a', argv: ['a'] }), /one of cmd and argv/)
})

test.run()
