import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lazyRecord } from '../../../src/engine/values/lazy.ts'
import { OMIT, withoutOmitted } from '../../../src/engine/values/omit.ts'

const test = suite('omit and lazy records')

test('omitted keys disappear at every depth', () => {
  const value = { a: OMIT, b: { c: OMIT, d: [1, OMIT, { e: OMIT }] } }

  assert.equal(withoutOmitted(value), { b: { d: [1, {}] } })
})

test('a lazy record reads a member when it is asked for, and once', () => {
  const read: string[] = []
  const record = lazyRecord(['a', 'b'], key => {
    read.push(key)
    return key.toUpperCase()
  })

  assert.equal(Object.keys(record), ['a', 'b'])
  assert.equal(read, [])
  assert.is(record['a'], 'A')
  assert.is(record['a'], 'A')
  assert.equal(read, ['a'])
})

test('a read that failed is tried again', () => {
  let ready = false
  const record = lazyRecord(['a'], () => {
    if (!ready) throw new Error('not yet')
    return 1
  })

  assert.throws(() => record['a'], /not yet/)
  ready = true
  assert.is(record['a'], 1)
})

test.run()
