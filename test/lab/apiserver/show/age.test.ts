import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ageSince } from '../../../../src/lab/apiserver/show/age.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const THEN = '2026-01-01T00:00:00Z'

const AGES: readonly [seconds: number, age: string][] = [
  [-5, '0s'],
  [0, '0s'],
  [119, '119s'],
  [2 * MINUTE, '2m'],
  [3 * MINUTE + 20, '3m20s'],
  [10 * MINUTE + 5, '10m'],
  [3 * HOUR, '3h'],
  [5 * HOUR + 7 * MINUTE, '5h7m'],
  [9 * HOUR + 7 * MINUTE, '9h'],
  [2 * DAY + 4 * HOUR, '2d4h'],
  [9 * DAY + 4 * HOUR, '9d'],
  [800 * DAY, '2y70d'],
  [9 * 365 * DAY, '9y'],
]

for (const [seconds, age] of AGES)
  test(`calls ${seconds} seconds ${age}`, () => {
    assert.is(ageSince(THEN, new Date(Date.parse(THEN) + seconds * 1000)), age)
  })

test('does not know since when what has no beginning', () => {
  assert.is(ageSince(undefined, new Date()), '<unknown>')
})

test.run()
