import { renameSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { remembering } from '../../../src/registry/storage/remembering.ts'
import { folder } from '../../helpers/folder.ts'

const MEGABYTE = 1024 * 1024
const HOUR = 3600_000

/** A driver on files that remembers, with a clock of an hour later, and how often it really read. */
function remembered(rootdirectory: string, now = () => Date.now() + HOUR) {
  const files = filesystemDriver({ rootdirectory })
  const reads: string[] = []
  const counted: Driver = {
    ...files,
    content(path) {
      reads.push(path)
      return files.content?.(path) ?? Promise.resolve(undefined)
    },
  }
  const driver = remembering(counted, MEGABYTE, { now })
  const text = async (path: string) => (await driver.content?.(path))?.toString()
  return { files, reads, text }
}

const test = suite('remembering')

test('reads what does not change once', async () => {
  using directory = folder()
  const { files, reads, text } = remembered(directory.path)
  await files.write('a/link', Buffer.from('one'))

  assert.is(await text('a/link'), 'one')
  assert.is(await text('a/link'), 'one')
  assert.equal(reads, ['a/link'])
})

test('sees at once what another process puts in its place', async () => {
  using directory = folder()
  const { files, text } = remembered(directory.path)
  await files.write('link', Buffer.from('one'))
  await text('link')
  const other = join(directory.path, 'other')
  writeFileSync(other, 'two')
  renameSync(other, join(directory.path, 'link'))

  assert.is(await text('link'), 'two')
})

test('sees at once that another process removed it', async () => {
  using directory = folder()
  const { files, text } = remembered(directory.path)
  await files.write('link', Buffer.from('one'))
  await text('link')
  unlinkSync(join(directory.path, 'link'))

  assert.is(await text('link'), undefined)
  await files.write('link', Buffer.from('new'))
  assert.is(await text('link'), 'new')
})

test('sees other bytes in the same file, of the same size and said to be of the same age', async () => {
  using directory = folder()
  const { files, text } = remembered(directory.path)
  const file = join(directory.path, 'link')
  await files.write('link', Buffer.from('one'))
  utimesSync(file, 1_000_000, 1_000_000)
  assert.is(await text('link'), 'one')
  writeFileSync(file, 'two')
  utimesSync(file, 1_000_000, 1_000_000)

  assert.is(await text('link'), 'two')
})

test('trusts nothing that was written a moment before it was read', async () => {
  using directory = folder()
  const { files, reads, text } = remembered(directory.path, Date.now)
  await files.write('link', Buffer.from('one'))
  const soon = new Date(Date.now() + HOUR)
  utimesSync(join(directory.path, 'link'), soon, soon)
  await text('link')
  await text('link')

  assert.is(reads.length, 2)
})

test('reads large objects from the disk', async () => {
  using directory = folder()
  const { files, reads, text } = remembered(directory.path)
  await files.write('data', Buffer.alloc(100_000, 'x'))
  await text('data')

  assert.is((await text('data'))?.length, 100_000)
  assert.is(reads.length, 2)
})

test('leaves a driver alone that cannot tell what has changed', () => {
  const driver = memoryDriver()

  assert.is(remembering(driver, MEGABYTE), driver)
})

test.run()
