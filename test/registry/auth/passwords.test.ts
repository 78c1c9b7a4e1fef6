import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import { parseHtpasswd } from '../../../src/registry/auth/htpasswd.ts'
import { Passwords } from '../../../src/registry/auth/passwords.ts'
import { OciError } from '../../../src/registry/oci/index.ts'

const test = suite('passwords')
const users = new Map([['ann', await hashPassword('secret', 4)]])

test('takes the right password of a known user alone', async () => {
  const passwords = new Passwords(() => users)

  assert.is(await passwords.verify('ann', 'secret'), true)
  assert.is(await passwords.verify('ann', 'Secret'), false)
  assert.is(await passwords.verify('bob', 'secret'), false)
  assert.is(await passwords.verify('bob', 'secret'), false)
  assert.is(await new Passwords(() => new Map()).verify('ann', 'secret'), false)
})

test('believes for a while what it has verified, and no longer', async () => {
  let now = 0
  let looks = 0
  const counted = new Map(users)
  const passwords = new Passwords(
    () => counted,
    () => {
      looks++
      return now
    },
  )
  await passwords.verify('ann', 'secret')
  const start = performance.now()
  for (let index = 0; index < 1000; index++) await passwords.verify('ann', 'secret')
  assert.ok(performance.now() - start < 1000, 'a thousand bcrypts would take longer')
  assert.ok(looks >= 1000)

  now += 3_600_000
  assert.is(await passwords.verify('ann', 'secret'), true)
  assert.is(await passwords.verify('ann', 'wrong'), false)
})

test('obeys a changed file at once', async () => {
  let current: ReadonlyMap<string, string> = users
  const passwords = new Passwords(() => current)
  assert.is(await passwords.verify('ann', 'secret'), true)
  current = new Map([['ann', await hashPassword('changed', 4)]])

  assert.is(await passwords.verify('ann', 'secret'), false)
  assert.is(await passwords.verify('ann', 'changed'), true)
  current = new Map()
  assert.is(await passwords.verify('ann', 'changed'), false)
})

test('takes an unknown user as long as a wrong password', async () => {
  const costly = new Map([['ann', await hashPassword('secret', 10)]])
  const passwords = new Passwords(() => costly)
  const time = async (user: string) => {
    const start = performance.now()
    await passwords.verify(user, `wrong for ${user}`)
    return performance.now() - start
  }
  const known = await time('ann')

  assert.ok((await time('bob')) > known / 4)
})

test('lets only so many wait', async () => {
  const passwords = new Passwords(() => users)
  const answers = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => passwords.verify('ann', `guess ${index}`)),
  )
  const refused = answers.filter(answer => answer.status === 'rejected')

  assert.is(refused.length, 36)
  assert.ok(refused.every(({ reason }) => reason instanceof OciError && reason.status === 429))
  assert.is(await passwords.verify('ann', 'secret'), true)
})

test('goes on believing who is at work, however many guess', async () => {
  let now = 0
  const passwords = new Passwords(
    () => users,
    () => now,
  )
  await passwords.verify('ann', 'secret')
  now += 240_000
  await passwords.verify('ann', 'secret')
  now += 240_000

  const guesses = Array.from({ length: 64 }, (_, index) => passwords.verify('ann', `no ${index}`))
  const isRight = await passwords.verify('ann', 'secret').catch(String)
  assert.is(isRight, true)
  assert.not((await Promise.all(guesses)).includes(true))
})

test('reads htpasswd files as they are written', async () => {
  const hash = users.get('ann')
  const ignored: string[] = []
  const read = parseHtpasswd(
    `# comment\n\nann:${hash}\r\nold:$apr1$x$y\nann:${hash?.slice(0, -1)}x\nnonsense\n:x\n`,
    (user, line) => ignored.push(`${user} in line ${line}`),
  )

  assert.equal([...read], [['ann', hash]])
  assert.equal(ignored, ['old in line 4'])
})

test.run()
