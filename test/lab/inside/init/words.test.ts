import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expandWords, splitWords } from '../../../../src/lab/inside/init/words.ts'

const SPLIT: readonly [text: string, words: readonly string[]][] = [
  ['/bin/a  b\tc', ['/bin/a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`--x='a b'"c"`, ['--x=a bc']],
  [`"say \\"hi\\"" 'a\\b'`, ['say "hi"', 'a\\b']],
  ['a\\ b a\\nb', ['a b', 'a\nb']],
  [`a "" ''`, ['a', '', '']],
  ['', []],
]

for (const [text, words] of SPLIT) {
  test(`splits ${JSON.stringify(text)}`, () => assert.equal(splitWords(text), words))
}

const ENVIRONMENT = { ONE: 'a', TWO: '--x=1  --y="2 3"', EMPTY: '' }

const EXPANDED: readonly [word: string, words: readonly string[]][] = [
  ['$ONE', ['a']],
  ['$TWO', ['--x=1', '--y=2 3']],
  ['$EMPTY', []],
  ['$MISSING', []],
  [`\${TWO}`, ['--x=1  --y="2 3"']],
  [`-o\${ONE}z`, ['-oaz']],
  [`\${MISSING}`, ['']],
  ['$$ONE', ['$ONE']],
  ['x$ONE', ['x$ONE']],
]

for (const [word, words] of EXPANDED) {
  test(`expands ${word}`, () => assert.equal(expandWords([word], ENVIRONMENT), words))
}

test.run()
