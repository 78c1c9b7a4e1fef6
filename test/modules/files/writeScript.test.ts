import {
  chmodSync,
  chownSync,
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
import { lines, sh } from '../../../src/engine/module/index.ts'
import { writeScript } from '../../../src/modules/files/writeScript.ts'
import { receive, run, runScript, SHELLS, taskContext } from '../../helpers/host.ts'

const test = suite<{ root: string }>('writeScript')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

const HOSTILE = ["it's a file", 'two\nlines', '-rf', '*', '$(exit 1)', '"', 'ü', ' ', '\\n', 'a=b']
const context = taskContext()

for (const shell of SHELLS) {
  test(`writes a file once, then finds nothing to do (${shell.name})`, async ({ root }) => {
    const script = writeScript({ path: join(root, 'motd'), content: 'hello\n' }, context)

    assert.is((await runScript(script, { shell, check: true })).phase, 'would')
    assert.equal(readdirSync(root), [])
    const done = await runScript(script, { shell, diff: true })
    assert.is(done.phase, 'changed')
    assert.is(done.result['mode'], '0644')
    assert.is(done.result['size'], 6)
    assert.is(done.before, '')
    assert.is(done.after, 'hello\n')
    assert.is((await runScript(script, { shell })).phase, 'ok')
    assert.is(readFileSync(join(root, 'motd'), 'utf8'), 'hello\n')
    assert.equal(readdirSync(root), ['motd'])
  })

  test(`takes names and content for what they are (${shell.name})`, async ({ root }) => {
    for (const name of HOSTILE) {
      const path = join(root, name)
      await runScript(writeScript({ path, content: name }, context), { shell })
      assert.is(readFileSync(path, 'utf8'), name)
    }
    assert.is(readdirSync(root).length, HOSTILE.length)
  })

  test(`carries every byte, few or many (${shell.name})`, async ({ root }) => {
    const path = join(root, 'bytes')
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    for (const content of [all, Buffer.alloc(200_000, all), Buffer.alloc(0)]) {
      const done = await runScript(writeScript({ path, content }, context), { shell })
      assert.is(done.phase, 'changed', done.reason)
      assert.ok(readFileSync(path).equals(content))
    }
  })

  test(`keeps mode and owner where none are given (${shell.name})`, async ({ root }) => {
    const path = join(root, 'kept')
    writeFileSync(path, 'old')
    chmodSync(path, 0o4751)
    if (process.getuid?.() === 0) {
      chownSync(path, 12, 34)
      chmodSync(path, 0o4751)
    }
    const before = statSync(path)

    const done = await runScript(writeScript({ path, content: 'new' }, context), { shell })
    assert.is(done.result['mode'], '4751')
    const after = statSync(path)
    assert.equal([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid])
  })

  test(`changes the mode alone without touching the content (${shell.name})`, async ({ root }) => {
    const path = join(root, 'secret')
    for (const content of ['small', Buffer.alloc(100_000, 'big')]) {
      writeFileSync(path, content)
      const { ino } = statSync(path)
      const done = await runScript(writeScript({ path, content, mode: '0600' }, context), {
        shell,
        diff: true,
      })
      assert.is(done.phase, 'changed')
      assert.is(done.sent, 0)
      assert.match(done.before, /mode: 0644\n/)
      assert.match(done.after, /mode: 0600\n/)
      assert.is(statSync(path).mode & 0o777, 0o600)
      assert.is(statSync(path).ino, ino)
      chmodSync(path, 0o644)
    }
  })

  test(`writes what a link points at, and keeps the link (${shell.name})`, async ({ root }) => {
    mkdirSync(join(root, 'other'))
    writeFileSync(join(root, 'other/real'), 'old')
    symlinkSync('other/real', join(root, 'link'))

    await runScript(writeScript({ path: join(root, 'link'), content: 'new' }, context), { shell })
    assert.is(readlinkSync(join(root, 'link')), 'other/real')
    assert.is(readFileSync(join(root, 'other/real'), 'utf8'), 'new')
    assert.equal(readdirSync(join(root, 'other')), ['real'])
  })

  test(`fails cleanly where it can't write (${shell.name})`, async ({ root }) => {
    mkdirSync(join(root, 'directory'))
    for (const content of ['small', Buffer.alloc(100_000)]) {
      const missing = writeScript({ path: join(root, 'no/such/file'), content }, context)
      assert.match((await runScript(missing, { shell })).reason, /no\/such does not exist/)
      const taken = writeScript({ path: join(root, 'directory'), content }, context)
      assert.match((await runScript(taken, { shell })).reason, /is a directory/)
    }
    assert.equal(readdirSync(root), ['directory'])
    assert.ok(lstatSync(join(root, 'directory')).isDirectory())
  })
}

test('gives a file to its owner and group, by number or name', async ({ root }) => {
  const path = join(root, 'owned')
  const isRoot = process.getuid?.() === 0
  const [uid, gid] = isRoot ? [12, 34] : [process.getuid?.(), process.getgid?.()]
  const wanted = { path, content: 'x', owner: String(uid), group: String(gid), mode: '4755' }
  const done = await runScript(writeScript(wanted, context))

  assert.is(done.phase, 'changed', done.reason)
  const { uid: owner, gid: group, mode } = statSync(path)
  assert.equal([owner, group, mode & 0o7777], [uid, gid, 0o4755])
  assert.equal([done.result['uid'], done.result['gid']], [uid, gid])
  const names = { owner: String(done.result['owner']), group: String(done.result['group']) }
  assert.is((await runScript(writeScript({ ...wanted, ...names }, context))).phase, 'ok')
})

test('leaves the old file whole when the owner is unknown', async ({ root }) => {
  const path = join(root, 'file')
  writeFileSync(path, 'old')
  const script = writeScript({ path, content: 'new', owner: 'no-such-user' }, context)

  const done = await runScript(script)
  assert.is(done.phase, 'failed')
  assert.match(done.reason, /no-such-user/)
  assert.is(readFileSync(path, 'utf8'), 'old')
  assert.equal(readdirSync(root), ['file'])
})

test('leaves the old file whole when the disk is full', async ({ root }) => {
  const path = join(root, 'file')
  writeFileSync(path, 'old')
  const full = sh`trap '' XFSZ; ulimit -f 0`
  for (const content of ['new', Buffer.alloc(100_000)]) {
    const script = writeScript({ path, content }, context)
    const payload = script.payload?.({
      stdout: Buffer.alloc(0),
      stderr: Buffer.alloc(0),
      dropped: 0,
    })
    const writing = payload
      ? await receive(lines(full, payload.receive), payload.open())
      : await run(lines(full, script.apply))

    assert.is.not(writing.rc, 0)
    assert.is(readFileSync(path, 'utf8'), 'old')
    assert.equal(readdirSync(root), ['file'])
  }
})

test('holds whatever text it is given, and twice is once', async ({ root }) => {
  const path = join(root, 'any')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (content, check) => {
      const script = writeScript({ path, content }, context)
      await runScript(script, { check })
      if (!check) assert.ok(readFileSync(path).equals(Buffer.from(content)))
    }),
    { numRuns: 15 },
  )
})

test.run()
