import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holds, merged } from '../../src/cluster/index.ts'

test('a live object may hold more than the definition asks for', () => {
  assert.ok(holds({ a: 1, b: { c: 'x', d: 'y' } }, { b: { c: 'x' } }))
  assert.not(holds({ a: 1 }, { a: 1, b: 2 }))
  assert.not(holds(undefined, { a: 1 }))
})

test('lists hold exactly what is asked for, in order', () => {
  assert.ok(holds([{ a: 1, set: true }], [{ a: 1 }]))
  assert.not(holds([1, 2], [1]))
  assert.not(holds([1, 2], [2, 1]))
  assert.not(holds('12', [1, 2]))
})

test('null asks for a field not to be there', () => {
  assert.ok(holds({}, { old: null }))
  assert.not(holds({ old: '' }, { old: null }))
})

test('a number equals its text, an empty mapping one that was left out', () => {
  assert.ok(holds({ port: 5000 }, { port: '5000' }))
  assert.ok(holds({}, { labels: {} }))
  assert.not(holds({ on: false }, { on: 'true' }))
})

const json = fc.jsonValue({ maxDepth: 3 })

test('what was merged in is held, and merging it again changes nothing', () => {
  fc.assert(
    fc.property(json, fc.dictionary(fc.string(), json), (target, patch) => {
      const result = merged(target, patch)
      assert.equal(merged(result, patch), result)
      assert.ok(holds(result, result))
    }),
  )
})

test('a merge replaces lists, merges mappings and removes what is null', () => {
  const result = merged({ a: [1, 2], b: { x: 1, y: 2 }, c: 3 }, { a: [3], b: { x: null }, d: 4 })

  assert.equal(result, { a: [3], b: { y: 2 }, c: 3, d: 4 })
})

test.run()
