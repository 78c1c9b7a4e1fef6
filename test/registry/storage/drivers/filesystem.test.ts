import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { childrenOf } from '../../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import { driverContract } from '../../../contracts/driver.ts'

async function temporary(isShared = false) {
  const rootdirectory = await mkdtemp(join(tmpdir(), 'wharfinger-driver-'))
  return {
    rootdirectory,
    driver: filesystemDriver({ rootdirectory, isShared }),
    reopen: async () => filesystemDriver({ rootdirectory, isShared }),
    async [Symbol.asyncDispose]() {
      await rm(rootdirectory, { recursive: true })
    },
  }
}

driverContract('filesystem', () => temporary())
driverContract('filesystem of several machines', () => temporary(true))

const test = suite('filesystem driver')

test('leaves no temporary file behind, and lists none of a crash', async () => {
  await using made = await temporary()
  await made.driver.write('tags/latest/link', Buffer.from('x'))
  assert.equal(readdirSync(join(made.rootdirectory, 'tags/latest')), ['link'])
  writeFileSync(join(made.rootdirectory, 'tags/.1234.tmp'), 'torn')

  assert.equal(await childrenOf(made.driver, 'tags'), [{ name: 'latest', kind: 'prefix' }])
})

test('never leaves its root directory', async () => {
  await using made = await temporary()
  for (const path of ['../out', 'a/../../out', '/etc/passwd', 'a//b', '.', 'a/.hidden', 'a\0b']) {
    for (const act of [
      () => made.driver.stat(path),
      () => made.driver.write(path, Buffer.from('')),
    ]) {
      try {
        await act()
        assert.unreachable(path)
      } catch (error) {
        assert.match(String(error), 'not a storage path')
      }
    }
  }
})

test('reports what it cannot read as an error, not as missing', async () => {
  if (process.getuid?.() === 0) return // root may read everything
  await using made = await temporary()
  await made.driver.write('a/link', Buffer.from('x'))
  chmodSync(join(made.rootdirectory, 'a/link'), 0)
  try {
    await made.driver.read('a/link')
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'EACCES')
  }
})

test.run()
