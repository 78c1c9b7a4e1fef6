import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fragment, type Shell, sh } from '../../../src/engine/module/index.ts'
import { encodeBatch, freshNonce } from '../../../src/engine/transport/wire.ts'

const test = suite<{ root: string }>('wire')

test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-wire-'))
  mkdirSync(join(context.root, 'pending'))
  symlinkSync('owner', join(context.root, 'fence'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

/** Runs shell text as a session's shell would, all of it or a beginning. */
function play(root: string, text: string): string[] {
  const names = `wf=; wl=${root}/fence; wa=${root}/at; wd=${root}/pending; wt=${root}/temps\n`
  const { stdout } = spawnSync('sh', { input: names + text, encoding: 'utf8' })
  return stdout.split('\n').filter(line => line !== '')
}

function phases(lines: readonly string[]): string[] {
  const framed = lines.filter(line => /^[0-9a-f]{32} /.test(line)).map(line => line.slice(33))
  return framed.filter(words => words !== 'cut')
}

test('no two nonces are alike', () => {
  const { nonces } = encodeBatch(
    Array.from({ length: 200 }, () => ({ check: sh`true` })),
    1,
  )

  assert.is(new Set([...nonces, freshNonce()]).size, 202)
})

test('a text cut anywhere runs whole fragments, in order, and no half of one', ({ root }) => {
  const log = join(root, 'log')
  const fragments = [1, 2, 3].map(
    (n): Fragment => ({ check: sh`false`, apply: sh`echo ${n} >>${log}; echo ${n} >>${log}` }),
  )
  const { text } = encodeBatch(fragments, 1)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length }), length => {
      rmSync(log, { force: true })

      const reported = phases(play(root, text.slice(0, length))).filter(
        line => line === 'changed 0',
      )
      const done = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
      assert.equal(done, ['1', '1', '2', '2', '3', '3'].slice(0, reported.length * 2))
    }),
    { numRuns: 60 },
  )
})

test('only a check that says "differs" leads to its apply', ({ root }) => {
  const cases: [check: string, phase: string][] = [
    ['true', 'ok 0'],
    ['false', 'changed 0'],
    ['[ a = b ]', 'changed 0'],
    ['exit 0', 'ok 0'],
    ['exit 1', 'changed 0'],
    ['exit 3', 'failed 3'],
    ['(exit 10)', 'failed 11'],
    ['exec sh -c "exit 10"', 'failed 11'],
    ['no-such-command', 'failed 127'],
    ['set -u; : $nowhere', 'failed 2'],
    ['if then', 'failed 2'],
  ]
  for (const [check, phase] of cases) {
    const [line] = phases(
      play(root, encodeBatch([{ check: check as Shell, apply: sh`true` }], 1).text),
    )

    // Shells disagree about the status of a syntax error, not that it is one.
    assert.is(
      line?.replace(/failed [123]$/, 'failed'),
      phase.replace(/failed [123]$/, 'failed'),
      check,
    )
  }
})

test('nothing runs any more once the fence is gone', ({ root }) => {
  const log = join(root, 'log')
  const { text } = encodeBatch(
    [
      { check: sh`false`, apply: sh`rm ${join(root, 'fence')}` },
      { check: sh`false`, apply: sh`echo no >${log}` },
    ],
    1,
  )

  assert.equal(phases(play(root, text)), ['changed 0', 'end fenced'])
  assert.not(existsSync(log))
})

test.run()
