import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashRounds } from './rounds.ts'

const test = suite('fifty crashes')

test('keeps every promise when it is killed in the middle of sixteen pushes, time after time', async () => {
  const { acknowledged, unfinished } = await crashRounds(50, Date.now())

  assert.ok(acknowledged > 100, `${acknowledged} blobs were acknowledged`)
  assert.ok(unfinished > 100, `${unfinished} blobs were unfinished`)
})

test.run()
