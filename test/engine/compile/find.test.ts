import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findFile } from '../../../src/engine/compile/find.ts'

const test = suite<{ root: string }>('find')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-find-'))
  mkdirSync(join(context.root, 'role/files'), { recursive: true })
  mkdirSync(join(context.root, 'play/files/tree'), { recursive: true })
  writeFileSync(join(context.root, 'role/files/both'), '')
  writeFileSync(join(context.root, 'play/both'), '')
  writeFileSync(join(context.root, 'play/plain'), '')
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

const searchIn = (root: string) => ({
  path: [join(root, 'role'), join(root, 'play')],
  place: { file: 'site.yaml', line: 3, column: 1 },
})

test("takes the role's file before the play's, and the folder's before the one beside it", ({
  root,
}) => {
  assert.is(findFile('files', 'both', searchIn(root)), join(root, 'role/files/both'))
  assert.is(findFile('files', 'plain', searchIn(root)), join(root, 'play/plain'))
})

test('keeps the slash that asks for the content of a folder', ({ root }) => {
  assert.is(findFile('files', 'tree/', searchIn(root)), join(root, 'play/files/tree/'))
})

test('takes an absolute name as it is', ({ root }) => {
  const path = join(root, 'play/plain')
  assert.is(findFile('templates', path, searchIn(root)), path)
})

test('says where it looked for what is not there', ({ root }) => {
  assert.throws(
    () => findFile('templates', 'none', searchIn(root)),
    (error: { message: string; hint: string; place: { line: number } }) =>
      error.message === 'there is no file "none"' &&
      error.hint.includes(join(root, 'role/templates/none')) &&
      error.hint.includes(join(root, 'play/none')) &&
      error.place.line === 3,
  )
})

test.run()
