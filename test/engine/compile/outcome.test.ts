import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import { outcomeOf, skippedOutcome } from '../../../src/engine/compile/index.ts'
import { type Output, type Script, sh } from '../../../src/engine/module/index.ts'

const script: Script = { check: sh`true`, apply: sh`true` }

const output = (stdout: string, stderr = ''): Output => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  dropped: 0,
})

test('calls what would change changed', () => {
  assert.is(outcomeOf(script, { phase: 'would', rc: 0 }).kind, 'changed')
  assert.is(outcomeOf(script, { phase: 'changed', rc: 0 }).kind, 'changed')
  assert.is(outcomeOf(script, { phase: 'ok', rc: 0 }).kind, 'ok')
})

test('gives as the reason what the module says, else the last line of stderr, else the status', () => {
  const failed = { phase: 'failed', rc: 9, apply: output('out\n', 'first\nlast\n\n') } as const
  const reasonOf = (one: Script, result: Parameters<typeof outcomeOf>[1]): string => {
    const outcome = outcomeOf(one, result)
    return outcome.kind === 'failed' ? outcome.reason : ''
  }

  assert.is(reasonOf({ ...script, failure: ({ rc }) => `it was ${rc}` }, failed), 'it was 9')
  assert.is(reasonOf({ ...script, failure: () => undefined }, failed), 'last')
  assert.is(reasonOf(script, { phase: 'failed', rc: 137 }), 'exit status 137')
})

test('keeps what a failed task printed', () => {
  const outcome = outcomeOf(script, { phase: 'failed', rc: 9, check: output('out\n', 'err\n') })

  assert.equal(outcome.kind === 'failed' && outcome.result, { rc: 9, stdout: 'out', stderr: 'err' })
})

test('survives a module that can make nothing of a failure', () => {
  const broken = { ...script, result: () => JSON.parse('nonsense') }

  assert.is(outcomeOf(broken, { phase: 'failed', rc: 1 }).kind, 'failed')
  assert.equal(skippedOutcome(broken, 'why'), { kind: 'skipped', reason: 'why', result: {} })
})

test('fails a task whose output its module refuses, and no other error', () => {
  const refusing = {
    ...script,
    result: () => {
      throw new Fault('no such thing', { hint: 'make one' })
    },
  }
  const buggy = {
    ...script,
    result: () => {
      throw new TypeError('oops')
    },
  }

  const outcome = outcomeOf(refusing, { phase: 'ok', rc: 0 })
  assert.is(outcome.kind === 'failed' && outcome.reason, 'no such thing; make one')
  assert.throws(() => outcomeOf(buggy, { phase: 'ok', rc: 0 }), /oops/)
})

test('shows a difference only where there is one', () => {
  const show = { name: '/etc/motd', before: sh`cat /etc/motd`, after: { text: 'new' } }
  const shown = { ...script, show }
  const differing = outcomeOf(shown, { phase: 'would', rc: 0, before: output('old') })
  const same = outcomeOf(shown, { phase: 'would', rc: 0, before: output('new') })

  assert.equal('differences' in differing && differing.differences, [
    { name: '/etc/motd', before: 'old', after: 'new' },
  ])
  assert.not.ok('differences' in same)
})

test.run()
