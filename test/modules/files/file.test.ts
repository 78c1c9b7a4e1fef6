import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { file } from '../../../src/modules/files/file.ts'
import { play, SHELLS } from '../../helpers/host.ts'

const test = suite<{ root: string }>('file')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)

for (const shell of SHELLS) {
  test(`makes a directory with its parents, all alike (${shell.name})`, async ({ root }) => {
    const path = join(root, "it's new", '-p', 'two\nlines')
    const args = { path, state: 'directory', mode: '0750' }

    assert.is((await play(file, args, { shell, check: true })).phase, 'would')
    assert.equal(readdirSync(root), [])
    const done = await play(file, args, { shell, diff: true })
    assert.is(done.phase, 'changed', done.reason)
    assert.equal([done.result['state'], done.result['mode']], ['directory', '0750'])
    for (const made of [path, join(path, '..'), join(path, '../..')]) assert.is(modeOf(made), '750')
    assert.match(done.before, /^state: absent\n/)
    assert.is(done.after, 'state: directory\nmode: 0750\n')
    assert.is((await play(file, args, { shell })).phase, 'ok')
  })

  test(`clears and keeps the special bits of a directory (${shell.name})`, async ({ root }) => {
    const path = join(root, 'd')
    mkdirSync(path)
    chmodSync(path, 0o2755)
    await play(file, { path, state: 'directory', mode: 'u=rwx,go=rx' }, { shell })
    assert.is(modeOf(path), '2755')
    await play(file, { path, state: 'directory', mode: '0755' }, { shell })
    assert.is(modeOf(path), '755')
    await play(file, { path, state: 'directory', mode: 'g+s,+t' }, { shell })
    assert.is(modeOf(path), '3755')
  })

  test(`sets modes through a tree, links left alone (${shell.name})`, async ({ root }) => {
    mkdirSync(join(root, 't/sub'), { recursive: true })
    for (const name of ['run', 'a b', '-x']) writeFileSync(join(root, 't/sub', name), '')
    chmodSync(join(root, 't/sub/run'), 0o755)
    writeFileSync(join(root, 'outside'), '')
    symlinkSync(join(root, 'outside'), join(root, 't/link'))
    const args = { path: join(root, 't'), recurse: true, mode: 'u=rwX,g=rX,o=' }

    const done = await play(file, args, { shell })
    assert.is(done.phase, 'changed', done.reason)
    const modes = ['t', 't/sub', 't/sub/run', 't/sub/a b', 't/sub/-x', 'outside'].map(name =>
      modeOf(join(root, name)),
    )
    assert.equal(modes, ['750', '750', '750', '640', '640', '644'])
    assert.is((await play(file, args, { shell })).phase, 'ok')
    await play(file, { ...args, mode: '0700' }, { shell })
    assert.is(modeOf(join(root, 't/sub/-x')), '700')
  })

  test(`removes whatever is there (${shell.name})`, async ({ root }) => {
    mkdirSync(join(root, '-d/x'), { recursive: true })
    writeFileSync(join(root, '*'), '')
    writeFileSync(join(root, 'kept'), '')
    symlinkSync(join(root, 'kept'), join(root, 'link'))
    symlinkSync('nowhere', join(root, 'dangling'))
    for (const name of ['-d', '*', 'link', 'dangling']) {
      const args = { path: join(root, name), state: 'absent' }
      assert.is((await play(file, args, { shell })).phase, 'changed')
      assert.is((await play(file, args, { shell })).phase, 'ok')
    }
    assert.equal(readdirSync(root), ['kept'])
  })

  test(`makes links, and turns them elsewhere (${shell.name})`, async ({ root }) => {
    const path = join(root, 'a link')
    mkdirSync(join(root, 'v1'))
    mkdirSync(join(root, "v'2"))
    for (const src of ['v1', "v'2"]) {
      const done = await play(file, { path, src, state: 'link' }, { shell })
      assert.is(done.phase, 'changed', done.reason)
      assert.is(readlinkSync(path), src)
      assert.is((await play(file, { path, src, state: 'link' }, { shell })).phase, 'ok')
    }
    assert.equal(readdirSync(join(root, 'v1')), [])
    assert.is(readdirSync(root).length, 3)
  })

  test(`puts a link in the place of something else only when told to (${shell.name})`, async ({
    root,
  }) => {
    writeFileSync(join(root, 'file'), '')
    mkdirSync(join(root, 'full/x'), { recursive: true })
    const link = (name: string, args: object) =>
      play(file, { path: join(root, name), src: 'target', state: 'link', ...args }, { shell })

    assert.match((await link('new', {})).reason, /target is not there; force: true/)
    writeFileSync(join(root, 'target'), '')
    assert.match((await link('file', {})).reason, /is there and is no link; force: true/)
    assert.is((await link('full', { force: true })).phase, 'failed')
    assert.is((await link('file', { force: true })).phase, 'changed')
    assert.ok(lstatSync(join(root, 'file')).isSymbolicLink())
    assert.ok(existsSync(join(root, 'full/x')))
  })

  test(`makes hard links (${shell.name})`, async ({ root }) => {
    const src = join(root, 'src')
    writeFileSync(src, 'text')
    const args = { path: join(root, 'other name'), src, state: 'hard' }

    assert.is((await play(file, args, { shell })).phase, 'changed')
    assert.is(statSync(src).nlink, 2)
    assert.is((await play(file, args, { shell })).phase, 'ok')
  })

  test(`touches each time, unless times are to be kept (${shell.name})`, async ({ root }) => {
    const path = join(root, 'stamp')
    const kept = {
      path,
      state: 'touch',
      access_time: 'preserve',
      modification_time: 'preserve',
      mode: '0600',
    }

    assert.is((await play(file, kept, { shell })).phase, 'changed')
    assert.equal([readFileSync(path, 'utf8'), modeOf(path)], ['', '600'])
    utimesSync(path, 1000, 2000)
    assert.is((await play(file, kept, { shell })).phase, 'ok')
    const touch = { path, state: 'touch', access_time: 'preserve' }
    assert.is((await play(file, touch, { shell, recheck: false })).phase, 'changed')
    assert.is(statSync(path).atimeMs, 1_000_000)
    assert.ok(statSync(path).mtimeMs > 1_000_000_000_000)
  })

  test(`sets attributes of what is there, and does not make it (${shell.name})`, async ({
    root,
  }) => {
    const path = join(root, 'f')
    assert.match((await play(file, { path, mode: '0600' }, { shell })).reason, /is absent/)
    writeFileSync(path, 'x')
    symlinkSync('f', join(root, 'l'))
    assert.is(
      (await play(file, { path: join(root, 'l'), mode: 'go-r' }, { shell })).phase,
      'changed',
    )
    assert.is(modeOf(path), '600')
    assert.match(
      (await play(file, { path, state: 'directory' }, { shell })).reason,
      /not a directory/,
    )
  })

  test(`computes modes as chmod does (${shell.name})`, async ({ root }) => {
    const clause = fc.tuple(
      fc.stringMatching(/^[ugoa]{0,2}$/),
      fc.constantFrom('+', '-', '='),
      fc.oneof(fc.stringMatching(/^[rwxXst]{0,3}$/), fc.constantFrom('u', 'g', 'o')),
    )
    const modes = fc.array(
      clause.map(parts => parts.join('')),
      { minLength: 1, maxLength: 2 },
    )
    const cases = fc.sample(fc.tuple(modes, fc.nat(0o7777), fc.boolean()), { numRuns: 25, seed: 5 })
    for (const [clauses, start, isDirectory] of cases) {
      const [ours, theirs] = [join(root, 'ours'), join(root, 'theirs')]
      for (const path of [ours, theirs]) {
        rmSync(path, { recursive: true, force: true })
        if (isDirectory) mkdirSync(path)
        else writeFileSync(path, '')
        chmodSync(path, start)
      }
      const mode = clauses.join(',')
      await play(file, { path: ours, mode }, { shell })
      // Without a class chmod heeds the umask, which has no place here.
      const words = clauses.map(each => (/^[ugoa]/.test(each) ? each : `a${each}`)).join(',')
      execFileSync('chmod', [words, theirs])
      assert.is(modeOf(ours), modeOf(theirs), `${mode} of ${start.toString(8)} (${isDirectory})`)
    }
  })
}

test('takes modes as people write them, and refuses what YAML made of them', () => {
  const modeArg = (mode: unknown) => file.args.parse({ path: '/x', mode }).mode
  assert.equal(modeArg('0644'), { kind: 'exact', bits: 0o644 })
  assert.equal(modeArg('1777'), { kind: 'exact', bits: 0o1777 })
  assert.equal(modeArg(0o644), { kind: 'exact', bits: 0o644 })
  for (const mode of [
    644,
    755,
    600,
    640,
    777,
    775,
    444,
    -1,
    0o17777,
    'rw',
    'u=rw;g=r',
    '0888',
    '',
  ]) {
    assert.throws(() => modeArg(mode), /is not a file mode/, String(mode))
  }
})

test('refuses what contradicts itself', () => {
  assert.throws(() => file.args.parse({ path: '/x', state: 'link' }), /need src/)
  assert.throws(
    () => file.args.parse({ path: '/x', state: 'link', src: 'y', mode: '0644' }),
    /no mode/,
  )
  assert.throws(() => file.args.parse({ path: '//', state: 'absent' }), /root directory/)
  assert.throws(() => file.args.parse({ path: 'x' }), /absolute/)
  assert.throws(() => file.args.parse({ path: '/x', owner: '-R' }), /name of a user/)
})

test.run()
