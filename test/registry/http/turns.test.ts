import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Turns } from '../../../src/registry/http/turns.ts'

const test = suite('turns')
const STAYS = new AbortController().signal

function turns(limits: Partial<ConstructorParameters<typeof Turns>[0]> = {}): Turns {
  return new Turns({ maxrunning: 1, maxinqueue: 0, maxwaitinqueue: 0, ...limits })
}

/** What a promise has come to once everything that is ready has happened. */
async function now<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  await new Promise(setImmediate)
  return Promise.race([promise, Promise.resolve('waiting' as const)])
}

test('are given to so many at once, and again when one has ended', async () => {
  const two = turns({ maxrunning: 2 })
  const first = await two.take(STAYS)
  await two.take(STAYS)

  assert.is(await two.take(STAYS), undefined)
  first?.()
  assert.type(await two.take(STAYS), 'function')
  assert.is(await two.take(STAYS), undefined)
})

test('end once, however often that is said', async () => {
  const one = turns()
  const done = await one.take(STAYS)
  done?.()
  await one.take(STAYS)
  done?.()

  assert.is(await one.take(STAYS), undefined)
})

test('are waited for in the order of coming, by no more than may wait', async () => {
  const one = turns({ maxinqueue: 2 })
  const running = await one.take(STAYS)
  const waiting = [one.take(STAYS), one.take(STAYS)] as const

  assert.is(await one.take(STAYS), undefined)
  running?.()
  const second = await now(waiting[0])
  assert.type(second, 'function')
  assert.is(await now(waiting[1]), 'waiting')
  if (second !== 'waiting') second?.()
  assert.type(await now(waiting[1]), 'function')
})

test('are given up when they do not come in time', async () => {
  const one = turns({ maxinqueue: 1, maxwaitinqueue: 5 })
  const running = await one.take(STAYS)

  assert.is(await one.take(STAYS), undefined)
  running?.()
  assert.type(await one.take(STAYS), 'function')
})

test('go to the next when who waited has gone', async () => {
  const one = turns({ maxinqueue: 1 })
  const running = await one.take(STAYS)
  const leaving = new AbortController()
  const left = one.take(leaving.signal)
  leaving.abort()

  assert.is(await left, undefined)
  assert.is(await one.take(leaving.signal), undefined)
  const next = one.take(STAYS)
  running?.()
  assert.type(await now(next), 'function')
})

test.run()
