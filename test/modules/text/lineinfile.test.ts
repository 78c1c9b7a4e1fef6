import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lineinfile } from '../../../src/modules/text/lineinfile.ts'
import { play, SHELLS, taskContext } from '../../helpers/host.ts'

const test = suite<{ root: string }>('lineinfile')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

type Row = readonly [
  promise: string,
  args: Record<string, unknown>,
  before: string,
  after: string,
  msg?: string,
]

const CHANGES: readonly Row[] = [
  ['adds a line at the end', { line: 'b' }, 'a\n', 'a\nb\n', 'line added'],
  ['completes the last line first', { line: 'b' }, 'a', 'a\nb\n'],
  ['adds to an empty file', { line: 'b' }, '', 'b\n'],
  ['leaves a last line without newline alone', { regexp: '^a', line: 'A' }, 'a\nb', 'A\nb'],
  ['adds at the top', { line: 'b', insertbefore: 'BOF' }, 'a\n', 'b\na\n'],
  [
    'adds behind the last that matches',
    { line: 'x', insertafter: '^a' },
    'a1\na2\nb\n',
    'a1\na2\nx\nb\n',
  ],
  [
    'adds behind the first that matches',
    { line: 'x', insertafter: '^a', firstmatch: true },
    'a1\na2\nb\n',
    'a1\nx\na2\nb\n',
  ],
  [
    'adds before the last that matches',
    { line: 'x', insertbefore: '^b' },
    'a\nb1\nb2\n',
    'a\nb1\nx\nb2\n',
  ],
  ['adds at the end where no place matches', { line: 'x', insertbefore: '^z' }, 'a\n', 'a\nx\n'],
  [
    'replaces the last that matches',
    { regexp: '^k=', line: 'k=3' },
    'k=1\nk=2\nz\n',
    'k=1\nk=3\nz\n',
    'line replaced',
  ],
  [
    'replaces the first that matches',
    { regexp: '^k=', line: 'k=3', firstmatch: true },
    'k=1\nk=2\n',
    'k=3\nk=2\n',
  ],
  [
    'replaces a commented line',
    { regexp: '^#?\\s*Port\\b'.replace('\\b', ' '), line: 'Port 2222' },
    '#Port 22\n',
    'Port 2222\n',
  ],
  [
    'ignores case when told to',
    { regexp: '(?i)^listen', line: 'listen 80' },
    'LISTEN 1\n',
    'listen 80\n',
  ],
  ['adds where nothing matches', { regexp: '^k=', line: 'k=3' }, 'a\n', 'a\nk=3\n'],
  ['finds a text as it is', { search_string: 'a.*[', line: 'x' }, 'aa[\n1a.*[2\n', 'aa[\nx\n'],
  [
    'removes all that match',
    { regexp: '^a', state: 'absent' },
    'a1\nb\na2',
    'b\n',
    '2 line(s) removed',
  ],
  ['removes a line by its text', { line: 'a', state: 'absent' }, 'a\naa\na\n', 'aa\n'],
  ['removes lines that hold a text', { search_string: '$x', state: 'absent' }, 'x\n$x y\n', 'x\n'],
  ['removes the only line', { line: 'a', state: 'absent' }, 'a\n', ''],
  [
    'uses groups',
    { regexp: '^(\\w+) *= *(.*)$', line: '\\1 = \\2', backrefs: true },
    'k=1\n',
    'k = 1\n',
  ],
  [
    'drops what a group does not hold',
    { regexp: '(?P<n>[0-9]+)', line: 'n\\g<n>&\\\\', backrefs: true },
    'ab12cd\n',
    'n12&\\\n',
  ],
  [
    'uses groups beside groups that count for nothing',
    { regexp: '(?:a|b)(c)', line: '[\\1]', backrefs: true },
    'bc\n',
    '[c]\n',
  ],
  ['does not take 1.0 for 1', { line: '1.0' }, '1\n', '1\n1.0\n'],
  [
    'treats what the shell and awk would expand as text',
    { line: '$(id) `id` \\n \\\\ & \'q\' "d" *' },
    'a\n',
    'a\n$(id) `id` \\n \\\\ & \'q\' "d" *\n',
  ],
]

const NO_CHANGE: readonly Row[] = [
  ['finds a line that is there', { line: 'b' }, 'a\nb\nc\n', ''],
  [
    'finds a line that is there although the expression matches none',
    { regexp: '^zz', line: 'b' },
    'b\n',
    '',
  ],
  ['finds a line with a carriage return', { line: 'b' }, 'b\r\n', ''],
  ['has nothing to remove', { regexp: '^z', state: 'absent' }, 'a\n', ''],
  [
    'changes nothing without a match to refer to',
    { regexp: '^z(.)', line: '\\1', backrefs: true },
    'a\n',
    '',
  ],
]

for (const shell of SHELLS) {
  for (const [promise, args, before, after, msg] of CHANGES) {
    test(`${promise} (${shell.name})`, async ({ root }) => {
      const path = join(root, 'file')
      writeFileSync(path, before)

      const done = await play(lineinfile, { path, ...args }, { shell, diff: true })
      assert.is(done.phase, 'changed', done.reason)
      assert.is(readFileSync(path, 'utf8'), after)
      if (msg !== undefined) assert.is(done.result['msg'], msg)
      assert.is(done.before, before)
      assert.is(done.after, after)
      assert.equal(readdirSync(root), ['file'])
    })
  }

  for (const [promise, args, before] of NO_CHANGE) {
    test(`${promise} (${shell.name})`, async ({ root }) => {
      const path = join(root, 'file')
      writeFileSync(path, before)

      assert.is((await play(lineinfile, { path, ...args }, { shell })).phase, 'ok')
      assert.is(readFileSync(path, 'utf8'), before)
    })
  }

  test(`makes a missing file, with its directory, only when told to (${shell.name})`, async ({
    root,
  }) => {
    const path = join(root, 'new/file')

    const refused = await play(lineinfile, { path, line: 'a' }, { shell })
    assert.match(refused.reason, /does not exist; create: true would make it/)
    assert.is((await play(lineinfile, { path, line: 'a', state: 'absent' }, { shell })).phase, 'ok')
    const checked = await play(
      lineinfile,
      { path, line: 'a', create: true },
      { shell, check: true, diff: true },
    )
    assert.equal([checked.phase, checked.before, checked.after], ['would', '', 'a\n'])
    assert.not(existsSync(path))
    const done = await play(lineinfile, { path, line: 'a', create: true, mode: '0600' }, { shell })
    assert.equal(
      [done.phase, done.result['msg'], done.result['mode']],
      ['changed', 'line added', '0600'],
    )
    assert.is(readFileSync(path, 'utf8'), 'a\n')
  })

  test(`changes the mode alone, keeps the old file, asks a validator (${shell.name})`, async ({
    root,
  }) => {
    const path = join(root, 'file')
    writeFileSync(path, 'a\n')
    chmodSync(path, 0o640)
    const mode = await play(lineinfile, { path, line: 'a', mode: 'o+r' }, { shell })
    assert.is(mode.phase, 'changed')
    assert.is(statSync(path).mode & 0o777, 0o644)

    const kept = await play(lineinfile, { path, line: 'b', backup: true }, { shell })
    assert.is(readFileSync(String(kept.result['backup_file']), 'utf8'), 'a\n')
    const refused = await play(lineinfile, { path, line: 'c', validate: 'grep -q z %s' }, { shell })
    assert.is(refused.phase, 'failed')
    assert.is(readFileSync(path, 'utf8'), 'a\nb\n')
    assert.is(readdirSync(root).length, 2)
  })
}

const word = fc.stringMatching(/^[ab=#$\\&"'*.[\]^ 01-]{0,6}$/)

test('twice is once, whatever the line and the file', async ({ root }) => {
  const path = join(root, 'file')
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 5 }),
      fc.record({
        line: word,
        insertafter: fc.constantFrom('EOF', '^a', '[b=]', '.'),
        state: fc.constantFrom('present', 'absent'),
        firstmatch: fc.boolean(),
      }),
      fc.boolean(),
      async (file, args, ended) => {
        const before = file.join('\n') + (ended ? '\n' : '')
        writeFileSync(path, before)
        const done = await play(lineinfile, { path, ...args })
        const after = readFileSync(path, 'utf8')
        const rows = after.replace(/\n$/, '').split('\n')
        const found = after !== '' && rows.includes(args.line)
        assert.is(found, args.state === 'present')
        assert.is(done.phase, after === before ? 'ok' : 'changed')
      },
    ),
    { numRuns: 15 },
  )
})

test('refuses groups that the host could not fill as expected', () => {
  const compile = (regexp: string, line: string) =>
    lineinfile.compile(
      lineinfile.args.parse({ path: '/x', regexp, line, backrefs: true }),
      taskContext(),
    )
  assert.throws(() => compile('^a(.*?)b', '\\1'), /lazy quantifier/)
  assert.throws(() => compile('^(a)', '\\2'), /no group for \\2/)
  assert.throws(() => compile('^(a)', '\\g<name>'), /no group for/)
  assert.throws(() => compile('(a)'.repeat(10), '\\10'), /ninth/)
})

test('refuses what contradicts itself', () => {
  const bad: readonly (readonly [object, RegExp])[] = [
    [{ path: '/x' }, /line is needed/],
    [{ path: '/x', line: 'a\nb' }, /one line/],
    [{ path: '/x', line: 'a', regexp: 'a', search_string: 'a' }, /one of regexp and search_string/],
    [{ path: '/x', line: 'a', insertafter: 'a', insertbefore: 'a' }, /one of insertafter/],
    [{ path: '/x', line: '\\1', backrefs: true }, /needs regexp/],
    [{ path: 'x', line: 'a' }, /absolute/],
  ]
  for (const [args, message] of bad) assert.throws(() => lineinfile.args.parse(args), message)
})

test.run()
