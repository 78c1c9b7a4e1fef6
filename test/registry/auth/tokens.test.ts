import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import {
  type Answer,
  call,
  pushBlob,
  pushImage,
  type TestRegistry,
  testRegistry,
} from '../../helpers/registry.ts'

interface Context {
  readonly directory: string
  readonly registry: TestRegistry
}

const POLICY = `
- { role: registry-admin, project: demo, users: [ann] }
- { role: registry-viewer, project: demo, users: [bob] }
- { role: registry-viewer, project: public, users: [system:anonymous] }
- { role: registry-editor, project: public, users: [ann] }
`
const hash = await hashPassword('pw', 4)
const TOKEN_KEY = 'docker/registry/v2/_wharfinger/token-key'

const test = suite<Context>('tokens')
test.before.each(async context => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-tokens-'))
  writeFileSync(join(directory, 'htpasswd'), `ann:${hash}\nbob:${hash}\n`)
  writeFileSync(join(directory, 'policy.yml'), POLICY)
  Object.assign(context, { directory, registry: await serving(directory) })
})
test.after.each(async ({ registry, directory }) => {
  await registry[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

function serving(directory: string, tokens: object = {}, http: object = {}): Promise<TestRegistry> {
  return testRegistry({ ...configIn(directory, tokens), http }, join(directory, 'data'))
}

function configIn(directory: string, tokens: object = {}) {
  return {
    auth: {
      htpasswd: { realm: 'lab', path: join(directory, 'htpasswd') },
      policy: { path: join(directory, 'policy.yml') },
      tokens,
    },
  }
}

test('are asked for with what they must allow', async ({ registry }) => {
  const challenge = `Bearer realm="${registry.url}/auth/token",service="registry"`
  for (const [method, path, scope] of [
    ['GET', '/v2/', undefined],
    ['GET', '/v2/_catalog', 'registry:catalog:*'],
    ['GET', '/v2/demo/app/tags/list', 'repository:demo/app:pull'],
    ['POST', '/v2/demo/app/blobs/uploads/', 'repository:demo/app:pull,push'],
    ['DELETE', '/v2/demo/app/manifests/1', 'repository:demo/app:delete'],
    [
      'POST',
      `/v2/demo/app/blobs/uploads/?mount=sha256:${'0'.repeat(64)}&from=public/app`,
      'repository:demo/app:pull,push repository:public/app:pull',
    ],
  ] as const) {
    const answer = await registry.call(method, path)
    assert.is(answer.status, 401, path)
    const wanted = scope === undefined ? challenge : `${challenge},scope="${scope}"`
    assert.is(answer.headers['www-authenticate'], wanted, path)
  }
})

test('let their user do what they allow, and what the policy allows', async ({ registry }) => {
  const token = await tokenFor(registry, 'ann', 'repository:demo/app:pull,push')

  await pushImage(registry, 'demo/app', '1', bearer(token))

  assert.is((await registry.call('GET', '/v2/demo/app/tags/list', bearer(token))).status, 200)
  assert.is((await registry.call('GET', '/v2/', bearer(token))).status, 200)
  const other = await registry.call('DELETE', '/v2/demo/app/manifests/1', bearer(token))
  assert.is(other.status, 401)
  assert.match(
    String(other.headers['www-authenticate']),
    'scope="repository:demo/app:delete",error="insufficient_scope"',
  )
  const widened = await registry.call('GET', '/v2/public/app/tags/list', bearer(token))
  assert.is(widened.status, 401)
})

test('allow no more than the policy, whatever is asked for', async ({ registry }) => {
  const scopes = ['repository:demo/app:pull,push,delete,*', 'repository:secret/app:pull', 'x', '::']
  const token = await tokenFor(registry, 'bob', ...scopes)

  assert.equal(decodeJwt(token)['access'], [
    { type: 'repository', name: 'demo/app', actions: ['pull'] },
  ])
  const push = await registry.call('POST', '/v2/demo/app/blobs/uploads/', bearer(token))
  assert.is(push.status, 403)
  const [error] = JSON.parse(push.text).errors
  assert.is(error.code, 'DENIED')
  assert.match(error.message, 'user "bob" needs role system:image-pusher in project "demo"')
})

test('are given to anybody for what anybody may', async ({ registry }) => {
  await pushImage(registry, 'public/app', '1', { as: 'ann:pw' })
  const scope = 'scope=repository:public/app:pull,push&scope=repository:demo/app:pull'
  const answer = await registry.call('GET', `/auth/token?service=registry&${scope}`)
  const { token } = JSON.parse(answer.text)

  assert.is(answer.status, 200)
  assert.is(answer.headers['cache-control'], 'no-store')
  assert.is((await registry.call('GET', '/v2/', bearer(token))).status, 200)
  assert.is((await registry.call('GET', '/v2/public/app/manifests/1', bearer(token))).status, 200)
  assert.is((await registry.call('GET', '/v2/demo/app/tags/list', bearer(token))).status, 401)
})

test('are given for the right password only, in the forms that clients know', async context => {
  const { registry } = context
  for (const path of ['/auth/token?service=registry', '/openshift/token?client_id=x']) {
    const right = await registry.call('GET', path, { as: 'ann:pw' })
    const said = JSON.parse(right.text)
    assert.is(right.status, 200)
    assert.is(said.token, said.access_token)
    assert.is(said.expires_in, 300)
    assert.ok(Math.abs(Date.parse(said.issued_at) - Date.now()) < 60_000)
    for (const as of ['ann:no', 'nobody:pw', ':']) {
      assert.is((await registry.call('GET', path, { as })).status, 401, as)
    }
  }
  const form = 'grant_type=password&username=ann&password=pw&scope=repository:demo/app:pull'
  const posted = await registry.call('POST', '/auth/token', { body: form })
  assert.is(posted.status, 200)
  assert.equal(decodeJwt(JSON.parse(posted.text).access_token)['sub'], 'ann')
  const wrong = form.replace('password=pw', 'password=no')
  assert.is((await registry.call('POST', '/auth/token', { body: wrong })).status, 401)
  assert.is((await registry.call('POST', '/auth/token', { body: 'grant_type=x' })).status, 400)
  assert.is((await registry.call('PUT', '/auth/token')).status, 405)
})

test('are given while nothing may be written, too', async ({ directory }) => {
  const { auth } = configIn(directory)
  const storage = { inmemory: {}, maintenance: { readonly: { enabled: true } } }
  await using registry = await testRegistry({ storage, auth })
  const body = 'grant_type=password&username=ann&password=pw'

  assert.is((await registry.call('POST', '/auth/token', { body })).status, 200)
  const push = await registry.call('POST', '/v2/demo/app/blobs/uploads/', { as: 'ann:pw' })
  assert.is(push.status, 405)
})

test('can be had again without the password, until that changes', async context => {
  const { registry, directory } = context
  const answer = await registry.call('GET', '/auth/token?offline_token=true', { as: 'ann:pw' })
  const { refresh_token } = JSON.parse(answer.text)
  const form = `grant_type=refresh_token&refresh_token=${refresh_token}&scope=repository:demo/app:pull`
  const again = await registry.call('POST', '/auth/token', { body: form })
  assert.is(again.status, 200, again.text)
  assert.equal(decodeJwt(JSON.parse(again.text).token)['sub'], 'ann')
  assert.is((await registry.call('GET', '/v2/', bearer(refresh_token))).status, 401)

  writeFileSync(join(directory, 'htpasswd'), `ann:${await hashPassword('new', 4)}\n`)

  assert.is((await registry.call('POST', '/auth/token', { body: form })).status, 401)
})

test('are of no use any more once their user is gone', async ({ registry, directory }) => {
  const token = await tokenFor(registry, 'ann', 'repository:demo/app:pull')
  assert.is((await registry.call('GET', '/v2/', bearer(token))).status, 200)

  writeFileSync(join(directory, 'htpasswd'), `bob:${hash}\n`)

  const answer = await registry.call('GET', '/v2/', bearer(token))
  assert.is(answer.status, 401)
  assert.match(String(answer.headers['www-authenticate']), 'error="invalid_token"')
})

test('obey a changed policy at once', async ({ registry, directory }) => {
  const token = await tokenFor(registry, 'ann', 'repository:demo/app:pull,push')
  writeFileSync(join(directory, 'policy.yml'), POLICY.replace('registry-admin', 'registry-viewer'))

  const push = await registry.call('POST', '/v2/demo/app/blobs/uploads/', bearer(token))

  assert.is(push.status, 403)
})

test('are not believed when anybody else could have made them', async context => {
  const { registry } = context
  const real = await tokenFor(registry, 'ann', 'repository:demo/app:pull')
  const claims = decodeJwt(real)
  const pem = readFileSync(join(registry.root, TOKEN_KEY), 'utf8')
  const publicKey = createPublicKey(createPrivateKey(pem))
  const another = generateKeyPairSync('ed25519').privateKey
  const [head = '', body = '', signature = ''] = real.split('.')
  const raw = (header: object) =>
    `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}`
  const confused = raw({ alg: 'HS256', typ: 'JWT' })
  const secret = publicKey.export({ type: 'spki', format: 'pem' })
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'bob' })).toString('base64url')
  const signed = (more: object) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(createPrivateKey(pem))
  const past = Math.floor(Date.now() / 1000) - 3600
  for (const [what, token] of Object.entries({
    'no signature': `${raw({ alg: 'none' })}.`,
    'an empty signature': `${head}.${body}.`,
    'the public key taken for a secret': `${confused}.${createHmac('sha256', secret).update(confused).digest('base64url')}`,
    'another key': await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(another),
    'another user': `${head}.${changed}.${signature}`,
    'another issuer': await signed({ iss: 'somebody' }),
    'another service': await signed({ aud: 'something' }),
    'an end that is past': await signed({ exp: past, nbf: past, iat: past }),
    'a beginning to come': await signed({ nbf: Math.floor(Date.now() / 1000) + 3600 }),
    'no end': await signed({ exp: undefined }),
    'no token': 'x',
  })) {
    assert.is((await registry.call('GET', '/v2/', bearer(token))).status, 401, what)
  }
  assert.is((await registry.call('GET', '/v2/', bearer(real))).status, 200)
})

test('of one replica are good at another one on the same storage', async context => {
  const { registry, directory } = context
  await using other = await serving(directory)
  const token = await tokenFor(registry, 'ann', 'repository:demo/app:pull')

  assert.is((await other.call('GET', '/v2/', bearer(token))).status, 200)
})

test('are signed by the key of a file, of either kind', async ({ directory }) => {
  for (const [key, algorithm] of [
    [generateKeyPairSync('ed25519').privateKey, 'EdDSA'],
    [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256'],
  ] as const) {
    const path = join(directory, `${algorithm}.pem`)
    writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }))
    await using registry = await serving(directory, { key: path, service: 'reg', lifetime: '1m' })
    const token = await tokenFor(registry, 'ann')
    assert.is(decodeProtectedHeader(token).alg, algorithm)
    assert.is(decodeJwt(token).aud, 'reg')
    assert.is((await registry.call('GET', '/v2/', bearer(token))).status, 200)
  }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const path = join(directory, 'rsa.pem')
  writeFileSync(path, rsa.export({ type: 'pkcs8', format: 'pem' }))
  const error: unknown = await serving(directory, { key: path }).catch(error => error)
  assert.match(String(error), `auth.tokens.key: ${path} must be an Ed25519 or a P-256 key`)
})

test('are to be had below the prefix of a registry', async ({ directory }) => {
  await using registry = await serving(directory, {}, { prefix: '/images/' })
  const { headers } = await registry.call('GET', '/images/v2/')
  const [, realm = ''] = /realm="([^"]+)"/.exec(String(headers['www-authenticate'])) ?? []

  assert.is(realm, `${registry.url}/images/auth/token`)
  assert.is((await call('GET', realm, { as: 'ann:pw' })).status, 200)
  assert.is((await registry.call('GET', '/auth/token', { as: 'ann:pw' })).status, 404)
})

test('are signed by a key that nobody else on the machine may read', async ({ registry }) => {
  await tokenFor(registry, 'ann')

  for (const file of [TOKEN_KEY, 'docker/registry/v2/_wharfinger/secret']) {
    assert.is(statSync(join(registry.root, file)).mode & 0o077, 0, file)
  }
})

test('leave passwords good anywhere', async ({ registry }) => {
  await pushBlob(registry, 'demo/app', 'hello', { as: 'ann:pw' })
  const answer = await registry.call('GET', '/v2/', { as: 'ann:no' })

  assert.is(answer.status, 401)
  assert.match(String(answer.headers['www-authenticate']), /^Basic /)
})

test('never stand in the log', async ({ registry }) => {
  const token = await tokenFor(registry, 'ann', 'repository:demo/app:pull')
  await registry.call('GET', '/v2/', bearer(token))

  assert.not.match(registry.log.join(''), token.split('.')[2] ?? token)
  assert.match(registry.log.join(''), 'auth.user.name=ann')
})

test('list what their user may pull when they are for that', async ({ registry }) => {
  await pushImage(registry, 'demo/app', '1', { as: 'ann:pw' })
  await pushImage(registry, 'public/app', '1', { as: 'ann:pw' })
  const token = await tokenFor(registry, 'bob', 'registry:catalog:*')
  const another = await tokenFor(registry, 'bob', 'repository:demo/app:pull')

  const { text } = await registry.call('GET', '/v2/_catalog', bearer(token))
  const refused = await registry.call('GET', '/v2/_catalog', bearer(another))

  assert.equal(JSON.parse(text), { repositories: ['demo/app', 'public/app'] })
  assert.is(refused.status, 401)
  assert.match(
    String(refused.headers['www-authenticate']),
    'scope="registry:catalog:*",error="insufficient_scope"',
  )
})

function bearer(token: string): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } }
}

async function tokenFor(
  { url }: TestRegistry,
  user: string,
  ...scopes: readonly string[]
): Promise<string> {
  const query = scopes.map(scope => `&scope=${encodeURIComponent(scope)}`).join('')
  const answer: Answer = await call('GET', `${url}/auth/token?service=registry${query}`, {
    as: `${user}:pw`,
  })
  assert.is(answer.status, 200, answer.text)
  return JSON.parse(answer.text).token
}

test.run()
