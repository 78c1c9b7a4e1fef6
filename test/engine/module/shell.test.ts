import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, quoted, sh } from '../../../src/engine/module/index.ts'

const HOSTILE = ["it's", '$(exit 1)', '`id`', 'a\nb', '-n', '*', '', ' ', '\\', '"', '\\$']

test('makes one word of each value, whatever it holds', () => {
  for (const word of HOSTILE) {
    assert.is(run(sh`printf %s ${word}`), word)
  }
})

test('quotes lists of words one by one', () => {
  assert.is(run(sh`printf '%s|' ${[quoted(HOSTILE)]}`), HOSTILE.map(word => `${word}|`).join(''))
})

test('keeps backslashes for the shell and lets parameter expansions be written', () => {
  assert.is(run(sh`f=/a/b; printf '%s\t' "\${f%/*}" "\${f#/}" \`echo x\``), '/a\ta/b\tx\t')
})

test('splices shell texts as lines', () => {
  assert.is(lines(sh`a`, sh`b`), 'a\nb')
  assert.is(sh`{ ${[sh`a`, sh`b`]}; }`, '{ a\nb; }')
})

test('refuses what no word can hold', () => {
  assert.throws(() => sh`printf ${'a\0b'}`, /NUL/)
})

function run(script: string): string {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' })
}

test.run()
