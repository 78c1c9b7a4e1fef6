import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StartLimit, wantsRestart } from '../../../../src/lab/inside/init/restartPolicy.ts'
import type { Result } from '../../../../src/lab/inside/init/serviceState.ts'

const RESULTS: readonly Result[] = ['success', 'exit-code', 'signal', 'timeout']

// The table of systemd.service(5), a column for each of RESULTS.
const POLICIES: Readonly<Record<string, readonly boolean[]>> = {
  no: [false, false, false, false],
  always: [true, true, true, true],
  'on-success': [true, false, false, false],
  'on-failure': [false, true, true, true],
  'on-abnormal': [false, false, true, true],
  'on-abort': [false, false, true, false],
}

for (const [policy, wanted] of Object.entries(POLICIES)) {
  test(`Restart=${policy} restarts after what it names`, () =>
    assert.equal(
      RESULTS.map(result => wantsRestart(policy, result)),
      wanted,
    ))
}

test('a start limit admits again once its interval has passed', () => {
  const limit = new StartLimit()
  const rule = { count: 2, interval: 100 }
  assert.equal(
    [0, 1, 2, 50, 101, 102].map(now => limit.admit(rule, now)),
    [true, true, false, false, true, true],
  )
})

test('a start limit without an interval admits all', () => {
  const limit = new StartLimit()
  assert.ok([1, 1, 1].every(now => limit.admit({ count: 1, interval: 0 }, now)))
})

test.run()
