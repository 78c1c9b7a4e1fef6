import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, parseRepository } from '../../../src/registry/oci/index.ts'
import { blobsIn } from '../../../src/registry/storage/blobs.ts'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { layerLink } from '../../../src/registry/storage/layout.ts'

const test = suite('blobs')
const MINUTE = 60_000
const DIGEST = digestOf(Buffer.from('blob'))

function repository() {
  const parsed = parseRepository('demo/app')
  if (parsed === undefined) throw new Error('no name')
  return parsed
}

/** A driver whose objects seem to be so old, and what was touched in it. */
function aged(minutes: number, more: Partial<Driver> = {}) {
  const plain = memoryDriver()
  const touched: string[] = []
  const driver: Driver = {
    ...plain,
    async stat(path) {
      const entry = await plain.stat(path)
      return entry && { ...entry, modified: new Date(Date.now() - minutes * MINUTE) }
    },
    async touch(path) {
      touched.push(path)
      return true
    },
    ...more,
  }
  return { driver, touched }
}

for (const [minutes, count] of [
  [14, 0],
  [16, 1],
] as const) {
  test(`are kept by ${count} touches of a link of ${minutes} minutes`, async () => {
    const { driver, touched } = aged(minutes)
    const blobs = blobsIn(driver)
    await blobs.link(repository(), DIGEST)
    await blobs.keep(repository(), DIGEST)

    assert.equal(touched, Array(count).fill(layerLink(repository(), DIGEST)))
  })
}

test('are shown all the same where the storage takes no touch', async () => {
  const touch = () => Promise.reject(new Error('EROFS'))
  const blobs = blobsIn(aged(60, { touch }).driver)
  await blobs.link(repository(), DIGEST)
  await blobs.keep(repository(), DIGEST)
})

test('are not made by being kept', async () => {
  const { driver, touched } = aged(60)
  await blobsIn(driver).keep(repository(), DIGEST)
  assert.equal(touched, [])
})

test.run()
