import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loopback } from '../../../src/registry/workers/peers.ts'
import { type Line, type Post, post } from '../../../src/registry/workers/post.ts'

const test = suite('post')

interface Office {
  readonly primary: Post
  readonly workers: readonly Post[]
  /** Nothing comes from this worker any more. */
  mute(index: number): void
  /** The primary's lines to the workers. */
  readonly lines: readonly Line[]
}

/** A primary and its workers in one process; letters are copied on their way, as between processes. */
function office(count: number): Office {
  const lines: Line[] = []
  const muted = new Set<number>()
  const primary = post(() => lines, { forward: true })
  const workers = Array.from({ length: count }, (_, index) => {
    const up: Line = {
      send: letter => {
        if (!muted.has(index)) primary.receive(structuredClone(letter), down)
      },
    }
    const worker = post(() => [up], { forward: false })
    const down: Line = { send: letter => worker.receive(structuredClone(letter), up) }
    lines.push(down)
    return worker
  })
  return { primary, workers, lines, mute: index => void muted.add(index) }
}

test('asks all others, whoever asks', async () => {
  const { primary, workers } = office(3)
  primary.answer('name', () => 'primary')
  for (const [index, worker] of workers.entries()) worker.answer('name', () => `worker ${index}`)

  assert.equal((await primary.ask('name', {}, 5000)).sort(), ['worker 0', 'worker 1', 'worker 2'])
  assert.equal((await workers[1]?.ask('name', {}, 5000))?.sort(), [
    'primary',
    'worker 0',
    'worker 2',
  ])
})

test('counts no answer from who has none, or fails to find one', async () => {
  const { primary, workers } = office(3)
  workers[0]?.answer('sum', question => [question, 1])
  workers[1]?.answer('sum', () => {
    throw new Error('too hard')
  })

  assert.equal(await primary.ask('sum', 2, 5000), [[2, 1]])
})

test('waits no longer than it was told to, nor for who is gone', async () => {
  const { primary, workers, lines, mute } = office(2)
  for (const [index, worker] of workers.entries()) worker.answer('name', () => index)
  mute(1)

  assert.equal(await primary.ask('name', {}, 5), [0])
  const asked = primary.ask('name', {}, 60_000)
  const [, gone] = lines
  if (gone) primary.lost(gone)
  assert.equal(await asked, [0])
})

test('tells all others, but not who tells', () => {
  const { primary, workers } = office(2)
  const heard: string[] = []
  primary.hear('news', news => heard.push(`primary: ${news}`))
  for (const [index, worker] of workers.entries()) {
    worker.hear('news', news => heard.push(`${index}: ${news}`))
  }
  workers[0]?.tell('news', 'a')
  primary.tell('news', 'b')
  primary.tell('other', 'c')

  assert.equal(heard, ['primary: a', '1: a', '0: b', '1: b'])
})

test('in a process without others goes to its own parts', async () => {
  const peers = loopback()
  let heard: unknown
  peers.hear('news', news => {
    heard = news
  })
  peers.tell('news', 'a')

  assert.is(heard, 'a')
  assert.equal(await peers.ask('name', {}, 5000), [])
})

test.run()
