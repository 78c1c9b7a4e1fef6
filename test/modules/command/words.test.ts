import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { splitWords } from '../../../src/modules/command/words.ts'

const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  ['  a  b\tc\n', ['a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a'b'"c"d`, ['abcd']],
  [`'' ""`, ['', '']],
  ['a\\ b \\"', ['a b', '"']],
  [`"a\\"b\\\\\\n\\$" 'a\\b'`, ['a"b\\\\n$', 'a\\b']],
  ['$HOME *.c `id` ~ a;b|c', ['$HOME', '*.c', '`id`', '~', 'a;b|c']],
]

test('splits as a shell does, and expands nothing', () => {
  for (const [line, words] of TABLE) assert.equal(splitWords(line), words, line)
})

test('refuses an open quotation', () => {
  for (const line of [`a 'b`, `a "b`, 'a\\'])
    assert.throws(() => splitWords(line), /inside a quotation/)
})

test('agrees with the shell on whatever holds nothing to expand', () => {
  const lines = fc.sample(fc.stringMatching(/^[ab \t'"\\.]{0,8}$/), { numRuns: 120, seed: 3 })
  const whole = lines.filter(line => {
    try {
      return splitWords(line).length >= 0
    } catch {
      // An open quotation is not a command line at all.
      return false
    }
  })
  const script = whole.map(line => `show ${line}\n`).join('')
  const output = execFileSync('sh', {
    input: `show() { printf '%s,' "$#"; for w; do printf '<%s>' "$w"; done; echo; }\n${script}`,
    encoding: 'utf8',
  })
  const wanted = whole.map(line => {
    const words = splitWords(line)
    return `${words.length},${words.map(word => `<${word}>`).join('')}\n`
  })
  assert.is(output, wanted.join(''))
})

test.run()
