import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Lab } from '../../src/lab/index.ts'
import { until } from '../helpers/lab.ts'
import { changesOn, failuresOf, type Playing } from '../helpers/wharf.ts'
import { dueWords, hold } from './held.ts'
import { dockerStarts, play, processesOf, sharedLab, startPlay } from './labs.ts'

/** Moments of a run of `due.yaml` at which somebody presses Ctrl-C. */
const MOMENTS: readonly (readonly [mark: string, begin: (lab: Lab) => Promise<Playing>])[] = [
  ['early', async lab => startedUntil(lab, 'early', 'runStarted')],
  ['login', async lab => startedUntil(lab, 'login', 'taskStarted')],
  ['middle', lab => hold(lab, ['node1', 'node2'], { mark: 'middle' })],
]

for (const [mark, begin] of MOMENTS) {
  test(`an interrupt leaves neither a process nor a lock, and the next run does what was due (${mark})`, async () => {
    const lab = await sharedLab()
    const idle = await wordsOf(lab)
    const before = dockerStarts(lab, 'node1')

    const running = await begin(lab)
    running.kill('SIGINT')
    assert.is((await running.ended).code, 130)

    await until(async () => (await wordsOf(lab)).join() === idle.join())
    const next = await play(lab, 'due.yaml', ...dueWords(mark))
    assert.is(next.code, 0, failuresOf(next))
    assert.is(dockerStarts(lab, 'node1'), before + 1)
  })
}

test('a run takes over from a controller that was killed, and does what was due', async () => {
  const lab = await sharedLab()
  const before = dockerStarts(lab, 'node1')

  const running = await hold(lab, ['node1'], { mark: 'killed' })
  running.kill('SIGKILL')
  await running.ended
  running.release()
  const next = await play(lab, 'due.yaml', ...dueWords('killed'))

  assert.is(next.code, 0, failuresOf(next))
  assert.ok(changesOn(next, 'node1').includes('restart docker'))
  assert.is(dockerStarts(lab, 'node1'), before + 1)
})

test('two controllers never work on a host at once: the second waits for the first', async () => {
  const lab = await sharedLab()
  const before = dockerStarts(lab, 'node1')

  const first = await hold(lab, ['node1'], { mark: 'first' })
  const second = startPlay(lab, 'due.yaml', ...dueWords('second'), '--limit', 'node1')
  await until(async () => (await wordsOf(lab)).includes('sleep 1 '))
  assert.is(dockerStarts(lab, 'node1'), before)
  first.release()

  const [one, other] = await Promise.all([first.ended, second.ended])
  assert.is(one.code, 0, failuresOf(one))
  assert.is(other.code, 0, failuresOf(other))
  assert.is(dockerStarts(lab, 'node1'), before + 2)
})

/** Starts `due.yaml` and resolves at the first event of a kind. */
async function startedUntil(lab: Lab, mark: string, kind: string): Promise<Playing> {
  const running = startPlay(lab, 'due.yaml', ...dueWords(mark))
  await running.until(event => event.kind === kind)
  return running
}

/** The processes of a host that runs may leave something on. */
async function wordsOf(lab: Lab): Promise<string[]> {
  return (await processesOf(lab, 'node1')).map(({ words }) => words).sort()
}

test.run()
