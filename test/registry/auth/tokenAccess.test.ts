import { generateKeyPairSync } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Access } from '../../../src/registry/auth/index.ts'
import { passwordAccess } from '../../../src/registry/auth/passwordAccess.ts'
import { signingKey } from '../../../src/registry/auth/signingKey.ts'
import { tokenAccess } from '../../../src/registry/auth/tokenAccess.ts'
import { Tokens } from '../../../src/registry/auth/tokens.ts'

const test = suite('token access')
const MINUTE = 60_000
const { privateKey } = generateKeyPairSync('ed25519')
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const key = await signingKey(undefined, async () => pem)

/** A registry of one user, whose clock shows what `now` says. */
function accessAt(now: () => number): Access & Required<Pick<Access, 'tokens'>> {
  const service = 'registry'
  const access = tokenAccess({
    passwords: passwordAccess({
      realm: 'lab',
      passwords: { verify: async () => true },
      policy: undefined,
    }),
    tokens: new Tokens({
      key,
      issuer: 'lab',
      service,
      lifetime: 5 * MINUTE,
      now: () => new Date(now()),
    }),
    service,
    realm: undefined,
    hashOf: user => (user === 'ann' ? 'hash' : undefined),
    now,
  })
  const { tokens } = access
  if (tokens === undefined) throw new Error('gives no tokens')
  return { ...access, tokens }
}

const basic = `Basic ${Buffer.from('ann:pw').toString('base64')}`
const asked = { authorization: basic, scopes: ['repository:a/b:pull'], offline: true }

async function nameBy(access: Access, token: string): Promise<string | undefined> {
  const presented = { authorization: `Bearer ${token}`, certificate: undefined, base: 'http://r' }
  try {
    return (await access.identify(presented)).name
  } catch {
    return undefined
  }
}

test('takes a token up to a minute after its end, and never again', async () => {
  let now = 1_000_000_000_000
  const access = accessAt(() => now)
  const { token, expiresIn } = await access.tokens(asked)
  assert.is(expiresIn, 300)
  assert.is(await nameBy(access, token), 'ann')

  now += 6 * MINUTE - 1000
  assert.is(await nameBy(access, token), 'ann', 'remembered')
  assert.is(
    await nameBy(
      accessAt(() => now),
      token,
    ),
    'ann',
    'anew',
  )
  now += 1000
  assert.is(await nameBy(access, token), undefined, 'remembered')
  assert.is(
    await nameBy(
      accessAt(() => now),
      token,
    ),
    undefined,
    'anew',
  )
})

test('takes a token of a replica whose clock is a little ahead', async () => {
  const now = 1_000_000_000_000
  const ahead = async (by: number) => (await accessAt(() => now + by).tokens(asked)).token

  assert.is(
    await nameBy(
      accessAt(() => now),
      await ahead(MINUTE - 1000),
    ),
    'ann',
  )
  assert.is(
    await nameBy(
      accessAt(() => now),
      await ahead(2 * MINUTE),
    ),
    undefined,
  )
})

test('gives tokens for a refresh token only as long as that is good', async () => {
  let now = 1_000_000_000_000
  const access = accessAt(() => now)
  const { refreshToken = '' } = await access.tokens(asked)
  const again = () => access.tokens({ ...asked, authorization: undefined, refreshToken })

  now += 89 * 24 * 60 * MINUTE
  assert.is(await nameBy(access, (await again()).token), 'ann')
  now += 2 * 24 * 60 * MINUTE
  const refused = await again().catch(error => error)
  assert.match(String(refused.message), 'the refresh token is not valid')
})

test('takes no token for a refresh token, nor the other way round', async () => {
  const access = accessAt(() => 1_000_000_000_000)
  const { token, refreshToken = '' } = await access.tokens(asked)

  assert.is(await nameBy(access, refreshToken), undefined)
  const refused = await access
    .tokens({ ...asked, authorization: undefined, refreshToken: token })
    .catch(error => error)
  assert.is(refused.status, 401)
})

test.run()
