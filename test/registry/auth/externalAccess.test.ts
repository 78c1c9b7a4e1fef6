import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint, SignJWT } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Authority } from '../../../src/pki/index.ts'
import { externalAccess } from '../../../src/registry/auth/externalAccess.ts'
import { OciError } from '../../../src/registry/oci/index.ts'
import { pushImage, testRegistry } from '../../helpers/registry.ts'
import { signedPair } from '../../helpers/signedPair.ts'

interface Context {
  readonly directory: string
}

const root = signedPair({ commonName: 'root', isAuthority: true })
const issuer = signedPair({ commonName: 'issuer' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ALL = [{ type: 'repository', name: 'demo/app', actions: ['pull', 'push'] }]
const DAY = 86_400_000

const test = suite<Context>('tokens of another issuer')
test.before.each(context => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-external-'))
  Object.assign(context, { directory })
  const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256', use: 'sig' }
  const secret = { kty: 'oct', kid: 'secret', k: Buffer.alloc(32, 1).toString('base64url') }
  writeFileSync(join(directory, 'roots.pem'), root.certificate + issuer.certificate)
  writeFileSync(join(directory, 'keys.json'), JSON.stringify({ keys: [jwk, secret] }))
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true }))

function configIn(directory: string) {
  return {
    realm: 'https://auth.example/token',
    service: 'registry.example',
    issuer: 'auth.example',
    rootcertbundle: join(directory, 'roots.pem'),
    jwks: join(directory, 'keys.json'),
    signingalgorithms: [] as string[],
    autoredirect: false,
    autoredirectpath: '/auth/token',
  }
}

/** Who a token says it is: undefined for one that is not believed. */
async function userBy(directory: string, token: string, now?: () => number) {
  const access = await externalAccess(configIn(directory), now)
  return nameIn(access, token)
}

async function nameIn(access: Awaited<ReturnType<typeof externalAccess>>, token: string) {
  const presented = { authorization: `Bearer ${token}`, certificate: undefined, base: '' }
  try {
    return (await access.identify(presented)).name
  } catch (error) {
    assert.instance(error, OciError)
    assert.match(
      String(error instanceof OciError && error.headers['WWW-Authenticate']),
      'invalid_token',
    )
    return undefined
  }
}

interface Signed {
  readonly key: KeyObject | Uint8Array
  readonly header: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
}

function signed({ key, header, claims = {} }: Signed): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000)
  const usual = { iss: 'auth.example', aud: 'registry.example', sub: 'ann', exp: seconds + 300 }
  return new SignJWT({ ...usual, access: ALL, ...claims })
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key)
}

const keyOf = ({ key }: Authority): KeyObject => createPrivateKey(key)
const kidOf = ({ certificate }: Authority): Promise<string> =>
  calculateJwkThumbprint(createPublicKey(certificate).export({ format: 'jwk' }))
/** As libtrust names keys: 240 bits of a hash, five to a letter, four letters to a group. */
function oldKidOf({ certificate }: Authority): string {
  const der = createPublicKey(certificate).export({ type: 'spki', format: 'der' })
  const bits = createHash('sha256').update(der).digest('hex').slice(0, 60)
  const letters = BigInt(`0x${bits}`)
    .toString(32)
    .padStart(48, '0')
    .replace(/./g, digit => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(digit, 32)] ?? '')
  return letters.replace(/.{4}(?!$)/g, '$&:')
}

const derOf = ({ certificate }: Authority): string =>
  new X509Certificate(certificate).raw.toString('base64')

test('are believed by a trusted certificate, a chain to one, or a key of a set', async context => {
  const { directory } = context
  const between = signedPair({ commonName: 'between', isAuthority: true, by: root })
  const leaf = signedPair({ commonName: 'leaf', by: between })
  for (const [what, token] of Object.entries({
    certificate: signed({ key: keyOf(issuer), header: { kid: await kidOf(issuer) } }),
    'certificate by its old name': signed({
      key: keyOf(issuer),
      header: { kid: oldKidOf(issuer) },
    }),
    chain: signed({ key: keyOf(leaf), header: { x5c: [derOf(leaf), derOf(between)] } }),
    set: signed({ key: rsa.privateKey, header: { alg: 'RS256', kid: 'rsa' } }),
  })) {
    assert.is(await userBy(directory, await token), 'ann', what)
  }
})

test('are not believed when anybody else could have made them', async ({ directory }) => {
  const kid = await kidOf(issuer)
  const header = { kid }
  const key = keyOf(issuer)
  const seconds = Math.floor(Date.now() / 1000)
  const stranger = signedPair({ commonName: 'root', isAuthority: true })
  const strangers = signedPair({ commonName: 'leaf', by: stranger })
  const forged = signedPair({ commonName: 'leaf', by: { ...root, key: stranger.key } })
  const old = signedPair({ commonName: 'leaf', by: root, endedDaysAgo: 1 })
  const plain = signedPair({ commonName: 'plain', by: root })
  const byPlain = signedPair({ commonName: 'leaf', by: plain })
  const own = signedPair({ commonName: 'leaf', by: root })
  for (const [what, token] of Object.entries({
    'another key under a known name': signed({ key: keyOf(stranger), header }),
    'an unknown name': signed({ key, header: { kid: 'x' } }),
    'a chain to a stranger of the same name': signed({
      key: keyOf(strangers),
      header: { x5c: [derOf(strangers), derOf(stranger)] },
    }),
    'a chain to a root that did not sign it': signed({
      key: keyOf(forged),
      header: { x5c: [derOf(forged)] },
    }),
    'a certificate that has ended': signed({ key: keyOf(old), header: { x5c: [derOf(old)] } }),
    'a chain through one that is no authority': signed({
      key: keyOf(byPlain),
      header: { x5c: [derOf(byPlain), derOf(plain)] },
    }),
    'a chain that it was not signed by': signed({
      key: keyOf(stranger),
      header: { x5c: [derOf(own)] },
    }),
    'no chain at all': signed({ key, header: { x5c: [] } }),
    'another issuer': signed({ key, header, claims: { iss: 'x' } }),
    'another service': signed({ key, header, claims: { aud: 'x' } }),
    'no end': signed({ key, header, claims: { exp: undefined } }),
    'an end that is past': signed({ key, header, claims: { exp: seconds - 61 } }),
    'a beginning to come': signed({ key, header, claims: { nbf: seconds + 100 } }),
    'access in another form': signed({ key, header, claims: { access: 'all' } }),
    'a secret of the set': signed({
      key: Buffer.alloc(32, 1),
      header: { alg: 'HS256', kid: 'secret' },
    }),
  })) {
    assert.is(await userBy(directory, await token), undefined, what)
  }
})

test('are not believed for a public key taken for a secret, or without a signature', async context => {
  const { directory } = context
  const [, body = ''] = (await signed({ key: keyOf(issuer), header: {} })).split('.')
  const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url')
  const kid = await kidOf(issuer)
  const confused = `${head({ alg: 'HS256', kid })}.${body}`
  const secret = createPublicKey(issuer.certificate).export({ type: 'spki', format: 'pem' })
  const mac = createHmac('sha256', secret).update(confused).digest('base64url')

  assert.is(await userBy(directory, `${confused}.${mac}`), undefined)
  assert.is(await userBy(directory, `${head({ alg: 'none', kid })}.${body}.`), undefined)
})

test('are good up to a minute after their end, and not again', async ({ directory }) => {
  let now = Date.now()
  const access = await externalAccess(configIn(directory), () => now)
  const token = await signed({ key: keyOf(issuer), header: { kid: await kidOf(issuer) } })
  assert.is(await nameIn(access, token), 'ann')

  now += 359_000
  assert.is(await nameIn(access, token), 'ann')
  now += 2000
  assert.is(await nameIn(access, token), undefined)
  assert.is(await nameIn(access, token), undefined)
})

test('by a chain are good no longer than its root', async ({ directory }) => {
  const leaf = signedPair({ commonName: 'leaf', by: root, endedDaysAgo: -100 })
  const end = Math.floor((Date.now() + 50 * DAY) / 1000)
  const header = { x5c: [derOf(leaf)] }
  const token = await signed({ key: keyOf(leaf), header, claims: { exp: end } })

  assert.is(await userBy(directory, token), 'ann')
  assert.is(await userBy(directory, token, () => Date.now() + 10 * DAY), undefined)
})

test('allow what they say, and nothing else', async ({ directory }) => {
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    auth: { token: configIn(directory) },
  })
  const header = { kid: await kidOf(issuer) }
  const token = await signed({ key: keyOf(issuer), header })
  const bearer = { headers: { authorization: `Bearer ${token}` } }
  const all = [{ type: 'registry', name: 'catalog', actions: ['*'] }]
  const lister = await signed({ key: keyOf(issuer), header, claims: { access: all } })
  await pushImage(registry, 'demo/app', '1', bearer)

  assert.is((await registry.call('GET', '/v2/', bearer)).status, 200)
  const other = await registry.call('GET', '/v2/demo/other/tags/list', bearer)
  assert.is(other.status, 401)
  assert.is(
    other.headers['www-authenticate'],
    'Bearer realm="https://auth.example/token",service="registry.example",' +
      'scope="repository:demo/other:pull",error="insufficient_scope"',
  )
  assert.is((await registry.call('GET', '/v2/_catalog', bearer)).status, 401)
  const list = await registry.call('GET', '/v2/_catalog', {
    headers: { authorization: `Bearer ${lister}` },
  })
  assert.equal(JSON.parse(list.text), { repositories: ['demo/app'] })
})

test('are asked for from who has none', async ({ directory }) => {
  const auth = { token: { ...configIn(directory), autoredirect: true } }
  await using registry = await testRegistry({ storage: { inmemory: {} }, auth })
  for (const options of [{}, { as: 'ann:pw' }]) {
    const answer = await registry.call('GET', '/v2/', options)
    assert.is(answer.status, 401)
    assert.is(
      answer.headers['www-authenticate'],
      `Bearer realm="${registry.url}/auth/token",service="registry.example"`,
    )
  }
})

test('can have no key or algorithm that is unsafe or missing', async ({ directory }) => {
  writeFileSync(join(directory, 'empty'), '')
  const empty = join(directory, 'empty')
  for (const [more, message] of [
    [{ signingalgorithms: ['HS256'] }, 'auth.token.signingalgorithms: "HS256" is not accepted'],
    [{ jwks: empty }, `auth.token.jwks: ${empty} is no JSON web key set`],
    [{ rootcertbundle: empty }, `auth.token.rootcertbundle: ${empty} holds no certificate`],
    [{ jwks: `${empty}-not` }, `auth.token.jwks: cannot read ${empty}-not`],
  ] satisfies [object, string][]) {
    const refused: unknown = await externalAccess({ ...configIn(directory), ...more }).catch(
      error => error,
    )
    assert.match(String(refused), message)
  }
})

test.run()
