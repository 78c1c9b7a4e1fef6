import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault, UsageFault } from '../../src/base/fault.ts'
import { extraVars } from '../../src/cli/extraVars.ts'

const test = suite('extra vars')

function values(...options: string[]): unknown[] {
  return extraVars(options).map(layer => layer.vars.value)
}

test('name=value pairs are text, quotes group words', () => {
  assert.equal(values(`a=1 b="two words" c='x=y' d=`), [
    { a: '1', b: 'two words', c: 'x=y', d: '' },
  ])
})

test('YAML and JSON keep their types', () => {
  assert.equal(values('{"a": 1, "b": [true]}', '{c: yes}'), [{ a: 1, b: [true] }, { c: true }])
})

test('a file is read, and errors in it are placed', () => {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  try {
    const file = join(root, 'vars.yaml')
    writeFileSync(file, 'a: 1\n')
    assert.equal(values(`@${file}`), [{ a: 1 }])

    writeFileSync(file, '- a\n')
    assert.throws(
      () => values(`@${file}`),
      (error: unknown) => error instanceof Fault && error.place?.file === file,
    )
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('refuses what is no assignment and a file that is not there', () => {
  assert.throws(
    () => values('lonely'),
    (error: unknown) => error instanceof UsageFault,
  )
  assert.throws(
    () => values('@/none'),
    (error: unknown) => error instanceof UsageFault,
  )
})

test.run()
