import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { maskOf } from '../../../src/engine/run/mask.ts'

test('hides a secret wherever it recurs, and the longer of two first', () => {
  const mask = maskOf(false, ['pass', 'password'])

  const outcome = mask.outcome({
    kind: 'failed',
    reason: 'password refused',
    result: { list: ['a password', { deep: 'pass' }], rc: 3 },
  })

  assert.equal(outcome, {
    kind: 'failed',
    reason: 'VALUE HIDDEN refused',
    result: { list: ['a VALUE HIDDEN', { deep: 'VALUE HIDDEN' }], rc: 3 },
  })
  assert.is(mask.label('user: pass'), 'user: VALUE HIDDEN')
})

test('shows of a difference only that there is one', () => {
  const { outcome } = maskOf(false, ['secret'])
  const differences = [{ name: '/etc/x', before: 'old secret', after: 'new secret' }]

  const masked = outcome({ kind: 'changed', result: {}, differences })

  assert.not.match(JSON.stringify(masked), /secret/)
  assert.match(JSON.stringify(masked), /VALUE HIDDEN/)
})

test('leaves nothing of a silenced task but how it ended', () => {
  const mask = maskOf(true, [])

  const ended = [
    mask.outcome({ kind: 'changed', result: { a: 'x1' }, facts: { b: 'x1' } }),
    mask.outcome({ kind: 'failed', reason: 'x1', result: { a: 'x1' } }),
  ]

  assert.not.match(JSON.stringify(ended), /x1/)
  assert.equal(
    ended.map(({ kind }) => kind),
    ['changed', 'failed'],
  )
})

test('changes nothing where there is nothing to hide', () => {
  const outcome = { kind: 'ok', result: { a: 'b' } } as const
  assert.is(maskOf(false, []).outcome(outcome), outcome)
})

test.run()
