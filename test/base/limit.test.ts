import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { limitTo } from '../../src/base/limit.ts'
import { nearest } from '../../src/base/suggest.ts'

const test = suite('limit and suggestions')

test('never runs more than it may, and runs all', async () => {
  const limit = limitTo(3)
  let running = 0
  let most = 0
  let done = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      limit(async () => {
        most = Math.max(most, ++running)
        await new Promise(setImmediate)
        running--
        done++
      }),
    ),
  )

  assert.equal([most, done], [3, 20])
})

test('a failure makes room for the next', async () => {
  const limit = limitTo(1)
  await limit(() => Promise.reject(new Error('no'))).catch(() => {})

  assert.is(await limit(async () => 'yes'), 'yes')
})

test('suggests the name that was meant, and none where none is near', () => {
  assert.is(nearest('dst', ['src', 'dest', 'mode']), 'dest')
  assert.is(nearest('whne', ['when', 'name']), 'when')
  assert.is(nearest('zebra', ['src', 'dest']), undefined)
})

test.run()
