import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { batchesOf } from '../../../src/engine/run/serial.ts'

const sizes = (count: number, serial: readonly (number | string)[]): number[] =>
  batchesOf(Array.from({ length: count }), serial).map(batch => batch.length)

test('takes all hosts at once unless told otherwise', () => {
  assert.equal(sizes(7, []), [7])
  assert.equal(sizes(7, [0]), [7])
  assert.equal(sizes(0, [3]), [])
})

test('repeats the last size', () => {
  assert.equal(sizes(7, [3]), [3, 3, 1])
  assert.equal(sizes(10, [1, 4]), [1, 4, 4, 1])
})

test('rounds a share down, but never to nothing', () => {
  assert.equal(sizes(10, ['30%']), [3, 3, 3, 1])
  assert.equal(sizes(3, ['10%', '100%']), [1, 2])
})

test.run()
