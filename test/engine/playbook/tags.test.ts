import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { selectsTags } from '../../../src/engine/playbook/index.ts'

const test = suite('playbook/tags')

const words = (text: string): string[] => text.split(' ').filter(word => word !== '')

const TABLE: readonly [tags: string, only: string, skip: string, runs: boolean][] = [
  ['', '', '', true],
  ['a', '', '', true],
  ['a', 'a', '', true],
  ['a', 'b', '', false],
  ['a b', 'b c', '', true],
  ['', 'a', '', false],
  ['a', 'a', 'a', false],
  ['a b', 'a', 'b', false],
  ['a', '', 'b', true],
  ['always', 'a', '', true],
  ['always', '', 'always', false],
  ['always', 'always', 'always', false],
  ['never', '', '', false],
  ['never', 'all', '', false],
  ['never', 'never', '', true],
  ['never a', 'a', '', true],
  ['never a', 'b', '', false],
  ['never a', 'tagged', '', false],
  ['never', 'all never', '', true],
  ['a', 'never', '', false],
  ['always', 'never', '', true],
  ['a', 'tagged', '', true],
  ['', 'tagged', '', false],
  ['', 'untagged', '', true],
  ['a', 'untagged', '', false],
  ['always', 'untagged', '', true],
  ['a', '', 'tagged', false],
  ['', '', 'tagged', true],
  ['', '', 'untagged', false],
  ['a', '', 'all', false],
  ['always', '', 'all', true],
  ['always', '', 'all always', false],
]
for (const [tags, only, skip, runs] of TABLE)
  test(`[${tags}] ${runs ? 'runs' : 'is left out'} with --tags [${only}] --skip-tags [${skip}]`, () => {
    assert.is(selectsTags(words(tags), { only: words(only), skip: words(skip) }), runs)
  })

test('skipping a tag never makes anything run', () => {
  const tag = fc.constantFrom('a', 'b', 'always', 'never', 'all', 'tagged', 'untagged')
  const some = fc.array(tag, { maxLength: 3 })
  fc.assert(
    fc.property(some, some, some, (tags, only, skip) => {
      if (selectsTags(tags, { only, skip })) assert.ok(selectsTags(tags, { only, skip: [] }))
    }),
  )
})

test.run()
