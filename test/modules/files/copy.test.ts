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
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { copy } from '../../../src/modules/files/copy.ts'
import { play, type RunOptions, SHELLS } from '../../helpers/host.ts'

const test = suite<{ root: string; source: string }>('copy')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  context.source = mkdtempSync(join(tmpdir(), 'wharfinger-source-'))
})
test.after.each(({ root, source }) => {
  rmSync(root, { recursive: true })
  rmSync(source, { recursive: true })
})

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)
const from = (source: string) => ({
  context: { find: (_: string, name: string) => join(source, name) },
})
const put = (source: string, args: object, options: RunOptions = {}) =>
  play(copy, args, { ...options, ...from(source) })

for (const shell of SHELLS) {
  test(`copies a file, under its name in a directory (${shell.name})`, async ({ root, source }) => {
    writeFileSync(join(source, 'a b'), 'text')
    chmodSync(join(source, 'a b'), 0o640)

    const done = await put(source, { src: 'a b', dest: root, mode: 'preserve' }, { shell })
    assert.is(done.phase, 'changed', done.reason)
    assert.is(done.result['dest'], join(root, 'a b'))
    assert.is(done.result['src'], join(source, 'a b'))
    assert.is(
      done.result['checksum'],
      '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1',
    )
    assert.is(modeOf(join(root, 'a b')), '640')
    const below = await put(source, { src: 'a b', dest: `${root}/new/dir/` }, { shell })
    assert.is(below.result['dest'], join(root, 'new/dir/a b'))
    const same = await put(source, { src: 'a b', dest: `${root}/new/dir/` }, { shell })
    assert.equal([same.phase, same.result['dest']], ['ok', join(root, 'new/dir/a b')])
    assert.equal(readdirSync(join(root, 'new/dir')), ['a b'])
  })

  test(`replaces a link, or what it points at (${shell.name})`, async ({ root, source }) => {
    const dest = join(root, 'link')
    writeFileSync(join(root, 'real'), 'new')
    symlinkSync('real', dest)

    await put(source, { content: 'new', dest, follow: true, mode: '0600' }, { shell })
    assert.equal([readlinkSync(dest), modeOf(dest)], ['real', '600'])
    assert.is((await put(source, { content: 'new', dest }, { shell })).phase, 'changed')
    assert.ok(lstatSync(dest).isFile())
    assert.is(readFileSync(join(root, 'real'), 'utf8'), 'new')
  })

  test(`asks a validator before, and keeps the old file (${shell.name})`, async ({
    root,
    source,
  }) => {
    const dest = join(root, 'file')
    writeFileSync(dest, 'good old\n')
    const args = { dest, validate: 'sh -c \'grep -q good "$1"\' sh %s', backup: true }

    const bad = await put(source, { ...args, content: 'bad\n' }, { shell })
    assert.is(bad.phase, 'failed')
    assert.equal([readFileSync(dest, 'utf8'), readdirSync(root)], ['good old\n', ['file']])
    const good = await put(source, { ...args, content: 'good new\n' }, { shell })
    assert.is(good.phase, 'changed', good.reason)
    assert.is(readFileSync(String(good.result['backup_file']), 'utf8'), 'good old\n')
    assert.is(readFileSync(dest, 'utf8'), 'good new\n')
  })

  test(`leaves a file alone that is there when told to (${shell.name})`, async ({
    root,
    source,
  }) => {
    const dest = join(root, 'file')
    const args = { dest, content: 'first', force: false }

    assert.is((await put(source, args, { shell })).phase, 'changed')
    assert.is((await put(source, { ...args, content: 'second' }, { shell })).phase, 'ok')
    assert.is(readFileSync(dest, 'utf8'), 'first')
  })

  test(`copies files of the host (${shell.name})`, async ({ root, source }) => {
    const src = join(root, 'from here')
    const dest = join(root, 'to there')
    const args = { src, dest, remote_src: true, mode: 'preserve' }

    assert.match((await put(source, args, { shell })).reason, /is not a file on the host/)
    writeFileSync(src, Buffer.alloc(50_000, 'x\0y'))
    chmodSync(src, 0o751)
    assert.is((await put(source, args, { shell, check: true })).phase, 'would')
    const done = await put(source, args, { shell })
    assert.is(done.phase, 'changed', done.reason)
    assert.ok(readFileSync(dest).equals(readFileSync(src)))
    assert.is(modeOf(dest), '751')
    chmodSync(src, 0o640)
    assert.is((await put(source, args, { shell })).phase, 'changed')
    assert.is(modeOf(dest), '640')
  })

  test(`copies a tree, and then only what differs (${shell.name})`, async ({ root, source }) => {
    const names = ['top', 'sub/a b', "sub/it's", 'sub/-n', 'sub/deep/*', 'sub/\\back', 'bin/run']
    for (const [i, name] of names.entries()) {
      mkdirSync(join(source, 'site', name, '..'), { recursive: true })
      writeFileSync(join(source, 'site', name), `${i}`.repeat(i * 500))
    }
    mkdirSync(join(source, 'site/empty'))
    const dest = join(root, 'www')
    const args = { src: 'site/', dest, directory_mode: '0711' }

    assert.is((await put(source, args, { shell, check: true })).phase, 'would')
    assert.not(existsSync(dest))
    const done = await put(source, args, { shell })
    assert.equal([done.phase, done.sent], ['changed', 1], done.reason)
    for (const name of names) {
      assert.ok(
        readFileSync(join(dest, name)).equals(readFileSync(join(source, 'site', name))),
        name,
      )
    }
    assert.equal(
      [modeOf(dest), modeOf(join(dest, 'empty')), modeOf(join(dest, 'top'))],
      ['711', '711', '644'],
    )
    assert.is((await put(source, args, { shell })).phase, 'ok')

    chmodSync(join(dest, 'top'), 0o600)
    const untouched = statSync(join(dest, 'sub/a b')).ino
    writeFileSync(join(source, 'site/top'), 'other')
    rmSync(join(dest, 'sub/deep'), { recursive: true })
    const again = await put(source, args, { shell })
    assert.equal([again.phase, again.sent], ['changed', 1], again.reason)
    assert.equal(
      [readFileSync(join(dest, 'top'), 'utf8'), modeOf(join(dest, 'top'))],
      ['other', '600'],
    )
    assert.is(statSync(join(dest, 'sub/a b')).ino, untouched)
    assert.equal(readdirSync(dest), ['bin', 'empty', 'sub', 'top'])
  })

  test(`gives the files of a tree their modes (${shell.name})`, async ({ root, source }) => {
    mkdirSync(join(source, 'tree'))
    writeFileSync(join(source, 'tree/run'), 'a')
    writeFileSync(join(source, 'tree/read'), 'b')
    chmodSync(join(source, 'tree/run'), 0o755)
    chmodSync(join(source, 'tree/read'), 0o640)
    const preserve = { src: 'tree', dest: root, mode: 'preserve' }

    assert.is((await put(source, preserve, { shell })).phase, 'changed')
    assert.equal(
      ['run', 'read'].map(name => modeOf(join(root, 'tree', name))),
      ['755', '640'],
    )
    assert.is((await put(source, preserve, { shell })).phase, 'ok')
    chmodSync(join(root, 'tree/read'), 0o600)
    const repaired = await put(source, preserve, { shell })
    assert.equal([repaired.phase, repaired.sent], ['changed', 0])
    assert.is(modeOf(join(root, 'tree/read')), '640')
    await put(source, { ...preserve, mode: 'u=rw,go=' }, { shell })
    assert.equal(
      ['run', 'read'].map(name => modeOf(join(root, 'tree', name))),
      ['600', '600'],
    )
  })
}

test('leaves files of a tree alone that are there when told to', async ({ root, source }) => {
  mkdirSync(join(source, 'tree'))
  for (const name of ['a', 'b']) writeFileSync(join(source, 'tree', name), `new ${name}`)
  mkdirSync(join(root, 'tree'))
  writeFileSync(join(root, 'tree/a'), 'old a')
  chmodSync(join(root, 'tree/a'), 0o600)

  const done = await put(source, { src: 'tree', dest: root, force: false, mode: '0644' })
  assert.is(done.phase, 'changed', done.reason)
  assert.equal(
    ['a', 'b'].map(name => readFileSync(join(root, 'tree', name), 'utf8')),
    ['old a', 'new b'],
  )
  assert.is(modeOf(join(root, 'tree/a')), '600')
})

test('copies a tree of more files than one probe holds', async ({ root, source }) => {
  mkdirSync(join(source, 'many'))
  for (let i = 0; i < 450; i++) writeFileSync(join(source, 'many', `f${i}`), `${i}`)
  const args = { src: 'many/', dest: root }

  assert.is((await put(source, args, { recheck: false })).phase, 'changed')
  assert.is(readdirSync(root).length, 450)
  assert.is((await put(source, args)).phase, 'ok')
  writeFileSync(join(root, 'f444'), 'other')
  assert.is((await put(source, args, { check: true })).phase, 'would')
})

test('refuses a tree with a link that leads back into it', async ({ root, source }) => {
  mkdirSync(join(source, 'loop'))
  symlinkSync('..', join(source, 'loop/up'))
  try {
    await put(source, { src: 'loop', dest: root })
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /a link to a directory that it is in/)
  }
})

test('writes values as JSON, and wants one source', async ({ root, source }) => {
  const dest = join(root, 'json')
  await put(source, { dest, content: { a: [1, 'x'] } })
  assert.is(readFileSync(dest, 'utf8'), '{"a":[1,"x"]}')
  assert.throws(() => copy.args.parse({ dest }), /one of src and content/)
  assert.throws(() => copy.args.parse({ dest, src: 'a', content: '' }), /one of src and content/)
  assert.throws(() => copy.args.parse({ dest, src: 'a', validate: 'true' }), /must hold %s/)
})

test('twice is once, whatever is there before', async ({ root, source }) => {
  const dest = join(root, 'any')
  const mode = fc.constantFrom('0600', '0644', 'u+x', 'g=u', undefined)
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.string(), { nil: undefined }),
      fc.record({ content: fc.string(), mode, force: fc.boolean() }),
      async (before, args) => {
        rmSync(dest, { force: true })
        if (before !== undefined) writeFileSync(dest, before)
        await put(source, { dest, ...args })
        const kept = before !== undefined && !args.force
        assert.is(readFileSync(dest, 'utf8'), kept ? before : args.content)
        assert.is((await put(source, { dest, ...args })).phase, 'ok')
      },
    ),
    { numRuns: 12 },
  )
})

test.run()
