import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { measuredDriver } from '../../../src/registry/observe/measuredDriver.ts'
import { StorageCounts } from '../../../src/registry/observe/metrics/storageCounts.ts'
import type { Driver } from '../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { driverContract } from '../../contracts/driver.ts'
import { rejection } from '../../helpers/rejection.ts'

driverContract('measured', async () => {
  const rootdirectory = mkdtempSync(join(tmpdir(), 'wharfinger-measured-'))
  const open = (): Driver =>
    measuredDriver(filesystemDriver({ rootdirectory }), new StorageCounts())
  return {
    driver: open(),
    reopen: async () => open(),
    async [Symbol.asyncDispose]() {
      rmSync(rootdirectory, { recursive: true })
    },
  }
})

const test = suite('measured driver')

function valuesOf(counts: StorageCounts, name: string) {
  const metric = counts.metrics().find(metric => metric.name === name)
  return (metric?.values ?? []).filter(({ metricName }) => !metricName?.endsWith('_bucket'))
}

test('counts how long things take', async () => {
  const counts = new StorageCounts()
  const driver = measuredDriver(memoryDriver(), counts)
  await driver.write('a/b', Buffer.from('x'))
  await driver.write('a/c', Buffer.from('x'))
  for await (const _ of driver.list('a'));

  const actions = valuesOf(counts, 'registry_storage_action_seconds')
  const countOf = (action: string) =>
    actions.find(
      ({ labels, metricName }) => labels['action'] === action && metricName?.endsWith('_count'),
    )
  assert.is(countOf('PutContent')?.value, 2)
  assert.is(countOf('List')?.value, 1)
  assert.is(countOf('PutContent')?.labels['driver'], 'inmemory')
})

test('counts failures by what they mean', async () => {
  const counts = new StorageCounts()
  const failing = (code: string) => async () => {
    throw Object.assign(new Error(code), { code })
  }
  const driver = measuredDriver(
    { ...memoryDriver(), write: failing('ENOSPC'), remove: failing('EIO') },
    counts,
  )
  await rejection(driver.write('a', Buffer.from('x')))
  await rejection(driver.remove('a'))

  assert.equal(
    valuesOf(counts, 'imageregistry_storage_errors_total').map(({ labels }) => labels),
    [
      { operation: 'StorageDriver.PutContent', code: 'DEVICE_OUT_OF_SPACE' },
      { operation: 'StorageDriver.Delete', code: 'UNKNOWN' },
    ],
  )
})

test.run()
