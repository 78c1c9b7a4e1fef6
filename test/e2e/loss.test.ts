import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changesOn, failuresOf } from '../helpers/wharf.ts'
import { dueWords, hold } from './held.ts'
import { dockerStarts, dropConnections, play, readOn, sharedLab } from './labs.ts'

const HOSTS = ['master1', 'infra1', 'node1', 'node2']

test('a host that is lost is out, the others finish, and the next run does what was due', async () => {
  const lab = await sharedLab()
  const starts = (): number[] => HOSTS.map(host => dockerStarts(lab, host))
  const before = starts()
  const after = (...added: readonly number[]): number[] =>
    before.map((count, index) => count + (added[index] ?? 0))

  const running = await hold(lab, ['node1'], { mark: 'loss' })
  await dropConnections(lab, 'node1')
  const lost = await running.ended
  running.release()

  assert.is(lost.code, 4, failuresOf(lost))
  assert.match(failuresOf(lost), /^node1: Hold: the connection was lost/m)
  for (const host of HOSTS) {
    assert.is(lost.recap[host]?.unreachable, host === 'node1' ? 1 : 0, host)
    assert.is(lost.recap[host]?.failed, 0, host)
  }
  assert.equal(starts(), after(1, 1, 0, 1))
  assert.is(readOn(lab, 'node2', '/etc/loss'), 'loss\n')

  const next = await play(lab, 'due.yaml', ...dueWords('loss'))
  assert.is(next.code, 0, failuresOf(next))
  assert.ok(changesOn(next, 'node1').includes('restart docker'))
  assert.equal(starts(), after(1, 1, 1, 1))

  const last = await play(lab, 'due.yaml', ...dueWords('loss'))
  assert.equal(
    HOSTS.map(host => last.recap[host]?.changed),
    [0, 0, 0, 0],
  )
  assert.equal(starts(), after(1, 1, 1, 1))
})

test.run()
