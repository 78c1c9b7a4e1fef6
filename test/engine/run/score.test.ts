import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../../src/engine/module/index.ts'
import { Score } from '../../../src/engine/run/score.ts'

const failed: Outcome = { kind: 'failed', reason: 'x', result: {} }
const gone: Outcome = { kind: 'unreachable', reason: 'x' }

test('counts what changed and what was ignored as ok, too', () => {
  const score = new Score()
  score.count('h', { kind: 'changed', result: {} }, false)
  score.count('h', { kind: 'skipped', reason: 'x' }, false)
  score.count('h', failed, true)
  score.included('h')

  assert.equal(score.recap(), {
    h: { ok: 3, changed: 1, unreachable: 0, failed: 0, skipped: 1, rescued: 0, ignored: 1 },
  })
  assert.is(score.exitCode(), 0)
})

test('takes back a failure that was rescued', () => {
  const score = new Score()
  score.count('h', failed, false)
  assert.is(score.exitCode(), 2)

  score.rescued('h')

  assert.is(score.recap()['h']?.rescued, 1)
  assert.is(score.exitCode(), 0)
})

test('puts an unreachable host before a failed one', () => {
  const score = new Score()
  score.count('a', failed, false)
  score.count('b', gone, false)

  assert.is(score.exitCode(), 4)
})

test.run()
