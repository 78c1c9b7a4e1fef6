import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expandRanges } from '../../../src/engine/inventory/ranges.ts'

const test = suite('inventory/ranges')

test('includes both ends and keeps leading zeros', () => {
  assert.equal(expandRanges('web[08:11].example'), [
    'web08.example',
    'web09.example',
    'web10.example',
    'web11.example',
  ])
})

test('steps, counts letters and combines ranges', () => {
  assert.equal(expandRanges('w[1:6:2]'), ['w1', 'w3', 'w5'])
  assert.equal(expandRanges('db-[a:c]'), ['db-a', 'db-b', 'db-c'])
  assert.equal(expandRanges('r[1:2]-[x:y]'), ['r1-x', 'r1-y', 'r2-x', 'r2-y'])
})

test('starts at zero when no start is written', () => {
  assert.equal(expandRanges('n[:2]'), ['n0', 'n1', 'n2'])
})

test('leaves a name without a range alone', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const name = text.replaceAll('[', '')
      assert.equal(expandRanges(name), [name])
    }),
  )
})

test('gives every number between first and last once, each as wide as the first', () => {
  const arbitrary = fc.tuple(fc.nat(300), fc.nat(60), fc.integer({ min: 1, max: 7 }))
  fc.assert(
    fc.property(arbitrary, ([first, more, step]) => {
      const start = `0${first}`
      const names = expandRanges(`h[${start}:${first + more}:${step}]`)

      assert.is(names.length, Math.floor(more / step) + 1)
      assert.is(new Set(names).size, names.length)
      for (const [index, name] of names.entries()) {
        assert.is(Number(name.slice(1)), first + index * step)
        assert.is(name.length, 1 + start.length)
      }
    }),
  )
})

const REFUSED: readonly [name: string, message: RegExp][] = [
  ['web[1:', /is not closed/],
  ['web[abc]', /"\[abc\]" is not a range/],
  ['web[5:1]', /counts down/],
  ['web[1:c]', /mixes numbers and letters/],
  ['web[a:5]', /mixes numbers and letters/],
  ['web[1:5:0]', /at least 1/],
]
for (const [name, message] of REFUSED)
  test(`refuses ${name}`, () => {
    assert.throws(() => expandRanges(name), message)
  })

test.run()
