import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRemote } from '../../../src/modules/files/readRemote.ts'
import { slurp } from '../../../src/modules/files/slurp.ts'
import { stat } from '../../../src/modules/files/stat.ts'
import { play, SHELLS } from '../../helpers/host.ts'
import { localRemote } from '../../helpers/runContext.ts'

const test = suite<{ root: string }>('reading')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

type Fields = Record<string, unknown>

for (const shell of SHELLS) {
  const look = async (args: object) => (await play(stat, args, { shell })).result['stat'] as Fields

  test(`stat reports a file as it is (${shell.name})`, async ({ root }) => {
    const path = join(root, "it's\na file")
    writeFileSync(path, 'text')
    chmodSync(path, 0o4710)
    const found = await look({ path })
    const real = statSync(path)

    const wanted = {
      exists: true,
      path,
      mode: '4710',
      isreg: true,
      isdir: false,
      islnk: false,
      isuid: true,
      xgrp: true,
      rgrp: false,
      roth: false,
      readable: true,
      executable: true,
      size: 4,
      uid: real.uid,
      gid: real.gid,
      inode: real.ino,
      nlink: 1,
      mtime: Math.floor(real.mtimeMs / 1000),
      checksum: '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1',
    }
    assert.equal(Object.fromEntries(Object.keys(wanted).map(name => [name, found[name]])), wanted)
    assert.is(
      (await look({ path, checksum_algorithm: 'md5' }))['checksum'],
      '1cb251ec0d568de6a929b520c4aed8d1',
    )
    assert.is((await look({ path, get_checksum: false }))['checksum'], undefined)
  })

  test(`stat tells links from what they point at (${shell.name})`, async ({ root }) => {
    mkdirSync(join(root, 'a dir'))
    symlinkSync('a dir', join(root, 'link'))
    symlinkSync('nowhere', join(root, 'dangling'))

    const link = await look({ path: join(root, 'link') })
    assert.equal(
      [link['islnk'], link['lnk_target'], link['lnk_source']],
      [true, 'a dir', join(root, 'a dir')],
    )
    const target = await look({ path: join(root, 'link'), follow: true })
    assert.equal([target['islnk'], target['isdir'], target['lnk_target']], [false, true, undefined])
    assert.is((await look({ path: join(root, 'dangling') }))['exists'], true)
    assert.equal(await look({ path: join(root, 'dangling'), follow: true }), { exists: false })
    assert.equal(await look({ path: join(root, 'none') }), { exists: false })
  })

  test(`slurp brings every byte (${shell.name})`, async ({ root }) => {
    const src = join(root, '-a b')
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    writeFileSync(src, bytes)
    const done = await play(slurp, { src }, { shell })

    assert.equal(
      [done.phase, done.result['encoding'], done.result['source']],
      ['ok', 'base64', src],
    )
    assert.ok(Buffer.from(String(done.result['content']), 'base64').equals(bytes))
  })

  test(`slurp refuses what is not there or too big (${shell.name})`, async ({ root }) => {
    const src = join(root, 'big')
    assert.match((await play(slurp, { src }, { shell })).reason, /is not a file on the host/)
    writeFileSync(src, Buffer.alloc(1024 * 1024 + 1))
    assert.match((await play(slurp, { src }, { shell })).reason, /bigger than 1 MiB/)
  })
}

test('readRemote tells what is not there from what cannot be read', async ({ root }) => {
  writeFileSync(join(root, '-x y'), 'bytes\0')

  assert.is((await readRemote(localRemote(), join(root, '-x y')))?.toString(), 'bytes\0')
  assert.is(await readRemote(localRemote(), join(root, 'none')), undefined)
  try {
    await readRemote(localRemote(), root)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /cannot read .*directory/)
  }
})

test.run()
