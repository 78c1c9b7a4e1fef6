import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readIfThere, writeFileAtomic } from '../../src/base/files.ts'

const test = suite<{ root: string }>('files')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

test('replaces a file whole, makes its parents and leaves nothing else behind', async ({
  root,
}) => {
  const path = join(root, 'a/b/file')
  await writeFileAtomic(path, 'one')
  await writeFileAtomic(path, 'two', { mode: 0o600 })

  assert.is(readFileSync(path, 'utf8'), 'two')
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.equal(readdirSync(join(root, 'a/b')), ['file'])
})

test('a write that fails leaves no temporary file', async ({ root }) => {
  const path = join(root, 'taken')
  mkdirSync(path)
  writeFileSync(join(path, 'inside'), '')

  let failed = false
  await writeFileAtomic(path, 'x').catch(() => {
    failed = true
  })
  assert.ok(failed)
  assert.equal(readdirSync(root), ['taken'])
})

test('a missing file is undefined', async ({ root }) => {
  assert.is(await readIfThere(join(root, 'none')), undefined)
})

test.run()
