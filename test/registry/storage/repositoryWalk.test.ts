import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRepository } from '../../../src/registry/oci/index.ts'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { revisions } from '../../../src/registry/storage/layout.ts'
import { repositoriesIn } from '../../../src/registry/storage/repositories.ts'
import { there } from '../../helpers/there.ts'

const NAMES = ['a', 'a-b', 'a-b/c', 'a/b', 'a/b/c', 'a/b-c', 'a.b', 'a0', 'b/c', 'c']

async function driverWith(names: readonly string[]): Promise<Driver> {
  const driver = memoryDriver()
  for (const name of names) {
    const link = `${revisions(there(parseRepository(name)))}/sha256/0/link`
    await driver.write(link, Buffer.from('x'))
  }
  return driver
}

async function take(names: AsyncIterable<string>, most: number): Promise<string[]> {
  const taken: string[] = []
  for await (const name of names) if (taken.push(name) === most) break
  return taken
}

const test = suite('repository walk')

test('goes by byte value, whatever is above and below in the tree', async () => {
  const driver = await driverWith(NAMES)

  assert.equal(await take(repositoriesIn(driver).all(), 99), [...NAMES].sort())
})

test('begins after any name, whether there is such a repository or not', async () => {
  const driver = await driverWith(NAMES)
  for (const after of [...NAMES, 'a/', 'a/a', 'a/b/b', 'a/bb', 'b', 'b/', 'zzz', '0']) {
    assert.equal(
      await take(repositoriesIn(driver).all(after), 99),
      [...NAMES].sort().filter(name => name > after),
      after,
    )
  }
})

test('looks no further than it is asked for', async () => {
  const driver = await driverWith(Array.from({ length: 500 }, (_, index) => `r${index}/app`))
  let listings = 0
  const counted: Driver = {
    ...driver,
    list(prefix) {
      listings++
      return driver.list(prefix)
    },
  }
  await take(repositoriesIn(counted).all('r3/app'), 10)

  assert.ok(listings < 80, `${listings} listings`)
})

test('leaves out what has no manifest', async () => {
  const driver = await driverWith(['a'])
  await driver.write('docker/registry/v2/repositories/b/_layers/sha256/0/link', Buffer.from('x'))

  assert.equal(await take(repositoriesIn(driver).all(), 9), ['a'])
})

test.run()
