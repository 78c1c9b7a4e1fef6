import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Recent } from '../../../src/registry/storage/recent.ts'

const test = suite('recent')

test('lets go of what was not used for the longest', () => {
  const recent = new Recent<number>(30)
  for (const key of ['a', 'b', 'c']) recent.set(key, 1, 10)
  recent.get('a')
  recent.set('d', 1, 10)

  assert.equal(
    ['a', 'b', 'c', 'd'].map(key => recent.get(key)),
    [1, undefined, 1, 1],
  )
})

test('counts a value that is replaced once', () => {
  const recent = new Recent<number>(30)
  for (let value = 0; value < 9; value++) recent.set('a', value, 20)
  recent.set('b', 1, 10)

  assert.is(recent.get('a'), 8)
  assert.is(recent.get('b'), 1)
})

test('does not empty itself for what is too heavy', () => {
  const recent = new Recent<number>(30)
  recent.set('a', 1, 30)
  recent.set('b', 1, 31)

  assert.is(recent.get('a'), 1)
  assert.is(recent.get('b'), undefined)
})

test.run()
