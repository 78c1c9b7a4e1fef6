import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../../src/registry/storage/drivers/memory.ts'
import { blobData, COLLECTED } from '../../../../src/registry/storage/layout.ts'
import { collectOnce } from '../../../../src/registry/storage/maintenance/collecting.ts'
import { schedule } from '../../../../src/registry/storage/maintenance/schedule.ts'
import { startUpkeep } from '../../../../src/registry/storage/maintenance/upkeep.ts'
import { folder } from '../../../helpers/folder.ts'
import { testRegistry } from '../../../helpers/registry.ts'
import { storedImages } from '../../../helpers/storedImages.ts'

const HOUR = 3_600_000
const COLLECTING = {
  enabled: true,
  interval: 24 * HOUR,
  graceperiod: HOUR,
  deleteuntagged: false,
  dryrun: false,
}
const PURGING = { enabled: true, age: HOUR, interval: HOUR, dryrun: false }

const test = suite('upkeep of a storage')

test('does its work again and again until it is disposed of, and waits for what is being done', async () => {
  let runs = 0
  let isDone = false
  const work = async (signal: AbortSignal): Promise<void> => {
    if (++runs < 3) return
    while (!signal.aborted) await turn()
    isDone = true
  }
  {
    await using _schedule = schedule(work, { delay: 0, interval: 1 })
    while (runs < 3) await turn()
  }

  assert.ok(isDone)
  assert.is(runs, 3)
})

test('collects garbage unless another replica has just done so', async () => {
  const driver = memoryDriver()
  await storedImages(driver, 'team/app').blob('not needed')
  const lines: string[] = []
  const log = {
    info: (line: string) => lines.push(line),
    error: (line: string) => lines.push(line),
  }
  const later = Date.now() + 48 * HOUR
  await driver.write(COLLECTED, Buffer.from(new Date(later - HOUR).toISOString()))
  await collectOnce(driver, COLLECTING, { log, now: () => later })
  assert.equal(lines, [])
  await collectOnce(driver, COLLECTING, { log, now: () => later + 24 * HOUR })

  assert.equal(lines, ['garbage collection starting', 'garbage collection finished'])
})

test('logs what goes wrong, and goes on', async () => {
  const lines: string[] = []
  const log = { info: () => undefined, error: (line: string) => lines.push(line) }
  const broken = {
    ...memoryDriver(),
    stat: async (): Promise<undefined> => {
      throw new Error('input/output error')
    },
  }
  await collectOnce(broken, COLLECTING, { log })

  assert.equal(lines, ['garbage collection failed: input/output error'])
})

test('leaves the storage of a read-only registry alone', async () => {
  const lines: string[] = []
  const log = { info: (line: string) => lines.push(line), error: () => undefined }
  const config = { uploadpurging: PURGING, garbagecollection: COLLECTING }
  for (const enabled of [true, false]) {
    await using _upkeep = startUpkeep(memoryDriver(), { ...config, readonly: { enabled } }, log)
    assert.is(lines.length, enabled ? 0 : 1)
  }
})

test('goes on in a running registry as it is configured', async () => {
  using home = folder()
  const driver = filesystemDriver({ rootdirectory: home.path })
  const stray = await storedImages(driver, 'team/app').blob('not needed')
  const garbagecollection = { enabled: true, interval: '20ms', graceperiod: '0' }
  const filesystem = { rootdirectory: home.path }
  const storage = { filesystem, maintenance: { garbagecollection } }
  await using registry = await testRegistry({ storage }, home.path)
  while (!registry.log.some(line => line.includes('garbage collection finished'))) await turn()

  assert.is(await driver.stat(blobData(stray)), undefined)
  assert.ok(registry.log.some(line => line.includes('Starting upload purge in')))
})

test.run()
