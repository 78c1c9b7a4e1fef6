import { mkdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, parseRepository, parseTag } from '../../../src/registry/oci/index.ts'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { TagLists } from '../../../src/registry/storage/tagLists.ts'
import { tagsIn } from '../../../src/registry/storage/tags.ts'
import { folder } from '../../helpers/folder.ts'
import { there } from '../../helpers/there.ts'

const repository = there(parseRepository('demo/app'))
const digest = digestOf(Buffer.from('x'))
const tag = (name: string) => there(parseTag(name))
const TREE = 'docker/registry/v2/repositories/demo/app/_manifests/tags'
const LATER = () => Date.now() + 3600_000

/** Lists of what lies in a directory, and the tags there as another process handles them. */
function listed(rootdirectory: string, now = LATER) {
  const files = filesystemDriver({ rootdirectory })
  let listings = 0
  const counted: Driver = {
    ...files,
    list(prefix) {
      listings++
      return files.list(prefix)
    },
  }
  return {
    lists: new TagLists(counted, now),
    others: tagsIn(files),
    listings: () => listings,
  }
}

const test = suite('tag lists')

test('sort by byte value', async () => {
  using directory = folder()
  const { lists, others } = listed(directory.path)
  for (const name of ['b', 'B', 'a-1', 'a', '1']) await others.point(repository, tag(name), digest)

  assert.equal(await lists.all(repository), ['1', 'B', 'a', 'a-1', 'b'])
})

test('are read once while no tag comes or goes', async () => {
  using directory = folder()
  const { lists, others, listings } = listed(directory.path)
  await others.point(repository, tag('v1'), digest)
  await lists.all(repository)
  await others.point(repository, tag('v1'), digestOf(Buffer.from('y')))

  assert.equal(await lists.all(repository), ['v1'])
  assert.is(listings(), 1)
})

test('show at once what another process adds and removes', async () => {
  using directory = folder()
  const { lists, others } = listed(directory.path)
  await others.point(repository, tag('v1'), digest)
  await lists.all(repository)
  await others.point(repository, tag('v2'), digest)
  assert.equal(await lists.all(repository), ['v1', 'v2'])
  await others.remove(repository, tag('v1'))

  assert.equal(await lists.all(repository), ['v2'])
})

test('leave out a tag that points at nothing, until it does', async () => {
  using directory = folder()
  const { lists, others } = listed(directory.path)
  await others.point(repository, tag('v1'), digest)
  mkdirSync(join(directory.path, TREE, 'v2/index'), { recursive: true })
  assert.equal(await lists.all(repository), ['v1'])
  // The list is kept by now; only the inside of the tag changes.
  await others.point(repository, tag('v2'), digest)

  assert.equal(await lists.all(repository), ['v1', 'v2'])
})

test('are not kept when a tag came or went a moment before', async () => {
  using directory = folder()
  const { lists, others, listings } = listed(directory.path, Date.now)
  await others.point(repository, tag('v1'), digest)
  const soon = new Date(LATER())
  utimesSync(join(directory.path, TREE), soon, soon)
  await lists.all(repository)
  await lists.all(repository)

  assert.is(listings(), 2)
})

test('are empty where there is no repository, and when it is gone', async () => {
  using directory = folder()
  const { lists, others } = listed(directory.path)
  assert.equal(await lists.all(repository), [])
  await others.point(repository, tag('v1'), digest)
  assert.equal(await lists.all(repository), ['v1'])
  rmSync(join(directory.path, 'docker'), { recursive: true })

  assert.equal(await lists.all(repository), [])
})

test('work without a driver that can tell what has changed', async () => {
  const driver = memoryDriver()
  const lists = new TagLists(driver)
  await tagsIn(driver).point(repository, tag('v1'), digest)
  assert.equal(await lists.all(repository), ['v1'])
  await tagsIn(driver).point(repository, tag('v0'), digest)

  assert.equal(await lists.all(repository), ['v0', 'v1'])
})

test.run()
