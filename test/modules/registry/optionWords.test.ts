import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  optionValues,
  withOption,
  withoutOption,
} from '../../../src/modules/registry/optionWords.ts'

test('reads both forms, and an option that lacks its value', () => {
  assert.equal(optionValues('--x=a --y --x b --x --z', '--x'), ['a', 'b', ''])
  assert.equal(optionValues('--x="a" --xx=b', '--x'), ['a'])
})

test('takes one value out and leaves the rest as it was', () => {
  const without = (text: string): string => withoutOption(text, '--x', value => value === 'a')

  assert.is(without('--s  --x=a\t--t'), '--s\t--t')
  assert.is(without('--x=a --s '), '--s ')
  assert.is(without('--x a --x b'), '--x b')
  assert.is(without('--s --x=aa'), '--s --x=aa')
  assert.is(without('--x=a'), '')
})

test('puts values where the option first stood, or at the end', () => {
  assert.is(withOption('--s --x=a --t --x b', '--x', ['c', 'd']), '--s --x=c --x=d --t')
  assert.is(withOption('--s', '--x', ['a']), '--s --x=a')
  assert.is(withOption('', '--x', ['a', 'b']), '--x=a --x=b')
  assert.is(withOption('--x=a --s', '--x', []), '--s')
})

test('keeps the form of values that are right already', () => {
  assert.is(withOption('--x a  --x=b', '--x', ['a', 'b']), '--x a  --x=b')
})

const word = fc.constantFrom('--x', '--x=a', '--x=b', 'a', '--other', '-v', 'plain')
const text = fc
  .array(fc.tuple(fc.constantFrom(' ', '  ', '\t', ' \\\n'), word))
  .map(words => words.map(([blank, text]) => blank + text).join(''))
const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))

test('holds exactly the values asked for, and asking again changes nothing', () => {
  fc.assert(
    fc.property(text, values, (before, wanted) => {
      const after = withOption(before, '--x', wanted)
      assert.equal(optionValues(after, '--x'), wanted)
      assert.is(withOption(after, '--x', wanted), after)
    }),
  )
})

test('never touches other words', () => {
  const others = (text: string): string[] =>
    text.split(/[\s\\]+/).filter(word => word.startsWith('--other') || word === '-v')

  fc.assert(
    fc.property(text, values, (before, wanted) => {
      assert.equal(others(withOption(before, '--x', wanted)), others(before))
      assert.equal(others(withoutOption(before, '--x', () => true)), others(before))
    }),
  )
})

test.run()
