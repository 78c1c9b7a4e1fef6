import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifiedOnce } from '../../../src/registry/auth/verifiedOnce.ts'

const test = suite('verified tokens')

function counted(now: () => number = () => 0) {
  const seen: string[] = []
  const verified = verifiedOnce(async token => {
    seen.push(token.slice(0, 3))
    return token.startsWith('bad') ? undefined : { name: token, grants: [], expires: 1000 }
  }, now)
  return { seen, verified }
}

test('are verified once as long as they are good', async () => {
  let now = 0
  const { seen, verified } = counted(() => now)
  assert.is((await verified('ann'))?.name, 'ann')
  now = 999
  assert.is((await verified('ann'))?.name, 'ann')
  assert.equal(seen, ['ann'])

  now = 1000
  assert.is(await verified('ann'), undefined)
})

test('are looked at again when they are not good', async () => {
  const { seen, verified } = counted()
  assert.is(await verified('bad'), undefined)
  assert.is(await verified('bad'), undefined)

  assert.equal(seen, ['bad', 'bad'])
})

test('are forgotten, the oldest first, when all together are too long', async () => {
  const { seen, verified } = counted()
  const long = 'x'.repeat(1024 * 1024)
  for (const token of ['a-1', 'b-2', 'c-3', 'd-4', 'e-5']) await verified(token + long)
  await Promise.all([verified(`e-5${long}`), verified(`e-5${long}`)])
  assert.equal(seen, ['a-1', 'b-2', 'c-3', 'd-4', 'e-5'])

  await verified(`a-1${long}`)
  assert.equal(seen.at(-1), 'a-1')
})

test.run()
