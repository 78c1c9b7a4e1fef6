import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashRounds } from '../crash/rounds.ts'

const test = suite('crashes')

test('keeps every promise when it is killed in the middle of sixteen pushes', async () => {
  const { unfinished } = await crashRounds(5, Date.now())

  assert.ok(unfinished > 0, 'it was killed too late')
})

test.run()
