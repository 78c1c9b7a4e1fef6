import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword, isBcryptHash, verifyPassword } from '../../src/base/bcrypt.ts'

const test = suite('bcrypt')

/** The published test vector for the password `U*U`. */
const KNOWN = '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'

test('hashes so that only the same password verifies', async () => {
  const hash = await hashPassword('secret', 4)

  assert.match(hash, /^\$2y\$04\$/)
  assert.ok(isBcryptHash(hash))
  assert.is(await verifyPassword('secret', hash), true)
  assert.is(await verifyPassword('Secret', hash), false)
})

test('agrees with the hashes of other implementations', async () => {
  assert.is(await verifyPassword('U*U', KNOWN), true)
  assert.is(await verifyPassword('U*V', KNOWN), false)
})

test('says no to what is no bcrypt hash', async () => {
  for (const hash of ['', 'secret', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', '$apr1$x$y', '$2y$99$x']) {
    assert.is(await verifyPassword('secret', hash), false, hash)
  }
})

test('refuses a password that bcrypt would cut', async () => {
  await hashPassword('x'.repeat(72), 4)
  try {
    await hashPassword('x'.repeat(73), 4)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, RangeError)
  }
})

test('leaves the main thread free while it works', async () => {
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  await hashPassword('secret', 10)
  clearInterval(ticking)

  assert.ok(turns > 5, `${turns} turns of the event loop`)
})

test('answers many at once, each its own', async () => {
  const hashes = await Promise.all(['a', 'b', 'c'].map(word => hashPassword(word, 4)))
  const answers = hashes.flatMap(hash => ['a', 'b', 'c'].map(word => verifyPassword(word, hash)))

  assert.equal(await Promise.all(answers), [
    true,
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    true,
  ])
})

test.run()
