import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Pace } from '../../../../src/registry/storage/drivers/pace.ts'

/** A pace with a clock of its own, and work that takes so many ms. */
function paced() {
  let now = 0
  let transfers = 0
  const pace = new Pace({ now: () => now, transfers: () => transfers })
  return {
    async work(milliseconds: number, { ofDisk = true } = {}): Promise<string> {
      const take = (): string => {
        now += milliseconds
        if (ofDisk) transfers++
        return 'now'
      }
      return pace.run(take, async () => 'later')
    },
    pass(milliseconds: number): void {
      now += milliseconds
    },
  }
}

const test = suite('pace')

test('waits itself while the disk answers at once', async () => {
  const { work } = paced()
  for (let count = 0; count < 100; count++) assert.is(await work(1), 'now')
})

test('leaves the waiting to others after several long waits, for a while', async () => {
  const { work, pass } = paced()
  for (let count = 0; count < 3; count++) await work(5)

  assert.is(await work(0), 'later')
  pass(5000)
  assert.is(await work(0), 'now')
})

test('leaves the waiting to others after a single very long one', async () => {
  const { work } = paced()
  await work(50)

  assert.is(await work(0), 'later')
})

test('forgives a long wait now and then', async () => {
  const { work, pass } = paced()
  for (let count = 0; count < 20; count++) {
    assert.is(await work(5), 'now')
    pass(2000)
  }
})

test('blames no disk for the time that other processes took', async () => {
  const { work } = paced()
  for (let count = 0; count < 20; count++) {
    assert.is(await work(50, { ofDisk: false }), 'now')
  }
})

test('counts the time of work that fails', async () => {
  let now = 0
  const pace = new Pace({ now: () => now, transfers: () => now })
  const fail = (): string => {
    now += 50
    throw new Error('EIO')
  }
  assert.throws(() => pace.run(fail, async () => 'later'), 'EIO')

  assert.is(await pace.run(fail, async () => 'later'), 'later')
})

test('never waits for another machine', async () => {
  assert.is(
    await Pace.never().run(
      () => 'now',
      async () => 'later',
    ),
    'later',
  )
})

test.run()
