import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noteReceived } from '../../../src/registry/http/youngMemory.ts'
import { until } from '../../helpers/lab.ts'

const MEGABYTE = 1024 * 1024

test('what chunks leave behind is swept up before much of it lies about', async () => {
  noteReceived(16 * MEGABYTE)
  const before = process.memoryUsage().arrayBuffers
  for (let chunk = 0; chunk < 12; chunk++) Buffer.allocUnsafeSlow(MEGABYTE).fill(chunk)
  assert.ok(process.memoryUsage().arrayBuffers > before + 4 * MEGABYTE)

  // What was made in the moment before may survive once.
  for (let sweep = 0; sweep < 3; sweep++) noteReceived(16 * MEGABYTE)

  await until(() => process.memoryUsage().arrayBuffers < before + 4 * MEGABYTE)
})

test.run()
