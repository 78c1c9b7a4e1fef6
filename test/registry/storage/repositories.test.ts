import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, type Repository } from '../../../src/registry/oci/index.ts'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { revisionLink } from '../../../src/registry/storage/layout.ts'
import { repositoriesIn } from '../../../src/registry/storage/repositories.ts'

const test = suite('whether a repository is there')

const name = 'a/b' as Repository
const links = ['one', 'two'].map(text => revisionLink(name, digestOf(Buffer.from(text))))

function counting(driver: Driver): { driver: Driver; lists: () => number } {
  let lists = 0
  const list: Driver['list'] = prefix => {
    lists += 1
    return driver.list(prefix)
  }
  return { driver: { ...driver, list }, lists: () => lists }
}

test('is told by its manifests, from the first to the last', async () => {
  const driver = memoryDriver()
  const repositories = repositoriesIn(driver)
  const told = [await repositories.has(name)]
  for (const link of links) await driver.write(link, Buffer.from('x'))
  for (const link of links) {
    told.push(await repositories.has(name))
    await driver.remove(link)
  }
  told.push(await repositories.has(name))

  assert.equal(told, [false, true, true, false])
})

test('needs no list of its manifests once it is known', async () => {
  const { driver, lists } = counting(memoryDriver())
  const repositories = repositoriesIn(driver)
  for (const link of links) await driver.write(link, Buffer.from('x'))
  await repositories.has(name)
  const before = lists()
  await repositories.has(name)

  assert.ok(before > 0)
  assert.is(lists(), before)
})

test.run()
