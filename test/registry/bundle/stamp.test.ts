import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  isCurrent,
  libraryMark,
  marksOf,
  readStamp,
  type Stamp,
  sourceMark,
} from '../../../src/registry/bundle/stamp.ts'

interface Context {
  directory: string
  source: string
  library: string
  stamp: Stamp
}

const test = suite<Context>('stamp of a bundle')
test.before.each(async context => {
  context.directory = mkdtempSync(join(tmpdir(), 'wharfinger-stamp-'))
  context.source = join(context.directory, 'source')
  context.library = join(context.directory, 'library')
  writeFileSync(context.source, 'one')
  writeFileSync(context.library, 'one')
  context.stamp = {
    digest: 'd',
    recipe: 'r',
    sources: await marksOf([context.source], sourceMark),
    libraries: await marksOf([context.library], libraryMark),
  }
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true }))

test('holds while nothing changes, even when sources are written anew', async ({
  source,
  stamp,
}) => {
  writeFileSync(source, 'one')
  utimesSync(source, 1, 1)

  assert.ok(await isCurrent(stamp, 'r'))
})

test('ends with any change of recipe, source or library', async ({ source, library, stamp }) => {
  assert.not(await isCurrent(stamp, 'other'))
  utimesSync(library, 1, 1)
  assert.not(await isCurrent(stamp, 'r'))
  const again = { ...stamp, libraries: await marksOf([library], libraryMark) }
  writeFileSync(source, 'two')
  assert.not(await isCurrent(again, 'r'))
  rmSync(source)
  assert.not(await isCurrent(again, 'r'))
})

test('is nothing where there is none, or a broken one', async ({ directory }) => {
  const path = join(directory, 'stamp.json')
  assert.is(await readStamp(path), undefined)
  writeFileSync(path, '{')
  assert.is(await readStamp(path), undefined)
})

test.run()
