import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import { pushBlob, pushImage, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

interface Context {
  directory: string
  registry: TestRegistry
}

const POLICY = `
- { role: registry-editor, project: demo, users: [ann] }
- { role: system:image-pusher, project: demo, users: [joe] }
- { role: registry-viewer, project: demo, users: [bob] }
- { role: registry-viewer, project: public, users: [system:anonymous] }
- { role: registry-editor, project: public, users: [ann] }
- { role: registry-editor, project: secret, users: [eve] }
`
const hash = await hashPassword('pw', 4)

const test = suite<Context>('access')
test.before.each(async context => {
  context.directory = mkdtempSync(join(tmpdir(), 'wharfinger-auth-'))
  const path = join(context.directory, 'htpasswd')
  const policy = join(context.directory, 'policy.yml')
  writeFileSync(path, ['ann', 'joe', 'bob', 'eve'].map(user => `${user}:${hash}\n`).join(''))
  writeFileSync(policy, POLICY)
  context.registry = await testRegistry({
    storage: { inmemory: {} },
    auth: { htpasswd: { realm: 'lab', path }, policy: { path: policy } },
  })
})
test.after.each(async ({ registry, directory }) => {
  await registry[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

test('asks who has not signed in to do so', async ({ registry }) => {
  for (const path of ['/v2/', '/v2/_catalog', '/v2/demo/app/tags/list']) {
    const answer = await registry.call('GET', path)

    assert.is(answer.status, 401, path)
    assert.is(answer.headers['www-authenticate'], 'Basic realm="lab"')
    assert.match(answer.text, 'UNAUTHORIZED')
  }
})

test('takes no wrong credentials, not even where none are needed', async ({ registry }) => {
  for (const authorization of [
    `Basic ${Buffer.from('ann:no').toString('base64')}`,
    `Basic ${Buffer.from('nobody:pw').toString('base64')}`,
    `Basic ${Buffer.from('ann').toString('base64')}`,
    'Basic !!!',
    'Basic',
    'Bearer token',
  ]) {
    const answer = await registry.call('GET', '/v2/public/app/tags/list', {
      headers: { authorization },
    })
    assert.is(answer.status, 401, authorization)
    assert.match(String(answer.headers['www-authenticate']), /^Basic realm="lab",error=/)
  }
})

test('lets each do what the role allows', async ({ registry }) => {
  await pushImage(registry, 'demo/app', 'v1', { as: 'ann:pw' })

  const pulled = await registry.call('GET', '/v2/demo/app/manifests/v1', { as: 'bob:pw' })
  assert.is(pulled.status, 200)
  assert.is((await registry.call('GET', '/v2/', { as: 'bob:pw' })).status, 200)
})

test('names project and role to who lacks it', async ({ registry }) => {
  const answer = await registry.call('POST', '/v2/demo/app/blobs/uploads/', { as: 'bob:pw' })

  assert.is(answer.status, 403)
  const [error] = JSON.parse(answer.text).errors
  assert.is(error.code, 'DENIED')
  assert.match(error.message, 'user "bob" needs role system:image-pusher in project "demo" to push')
  assert.is(error.detail.project, 'demo')
})

test('lets a pusher push to what is there, and begin nothing new', async ({ registry }) => {
  await pushImage(registry, 'demo/app', 'v1', { as: 'ann:pw' })
  await pushImage(registry, 'demo/app', 'v2', { as: 'joe:pw' })
  try {
    await pushImage(registry, 'demo/new', 'v1', { as: 'joe:pw' })
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), '403')
    assert.match(String(error), 'system:image-builder')
  }
})

test('serves to everyone what is given to everyone', async ({ registry }) => {
  await pushImage(registry, 'public/app', 'v1', { as: 'ann:pw' })

  assert.is((await registry.call('GET', '/v2/public/app/manifests/v1')).status, 200)
  const push = await registry.call('POST', '/v2/public/app/blobs/uploads/')
  assert.is(push.status, 401)
})

test('lists to each only what it may pull', async ({ registry }) => {
  await pushImage(registry, 'demo/app', 'v1', { as: 'ann:pw' })
  await pushImage(registry, 'secret/app', 'v1', { as: 'eve:pw' })
  const answer = await registry.call('GET', '/v2/_catalog', { as: 'bob:pw' })

  assert.equal(JSON.parse(answer.text), { repositories: ['demo/app'] })
})

test('mounts nothing from where its client may not pull', async ({ registry }) => {
  const digest = await pushBlob(registry, 'secret/app', 'x', { as: 'eve:pw' })
  const path = `/v2/demo/app/blobs/uploads/?mount=${digest}&from=secret/app`

  assert.is((await registry.call('POST', path, { as: 'ann:pw' })).status, 202)
  const got = await registry.call('GET', `/v2/demo/app/blobs/${digest}`, { as: 'ann:pw' })
  assert.is(got.status, 404)
})

test('wants a project in every name', async ({ registry }) => {
  const answer = await registry.call('GET', '/v2/busybox/tags/list', { as: 'ann:pw' })

  assert.is(answer.status, 400)
  assert.match(answer.text, 'NAME_INVALID')
  assert.match(answer.text, '<project>/<name>')
})

test('obeys changed files at once, and keeps the last good ones', async ({
  registry,
  directory,
}) => {
  const policy = join(directory, 'policy.yml')
  const status = async () =>
    (await registry.call('POST', '/v2/demo/app/blobs/uploads/', { as: 'bob:pw' })).status
  assert.is(await status(), 403)

  writeFileSync(policy, '- { role: registry-editor, project: demo, users: [bob] }')
  assert.is(await status(), 202)
  writeFileSync(policy, '- { role: nonsense, project: demo, users: [] }')
  assert.is(await status(), 202)
  assert.match(registry.log.join(''), 'unknown role')
  unlinkSync(policy)
  assert.is(await status(), 202)

  writeFileSync(join(directory, 'htpasswd'), `ann:${hash}\n`)
  assert.is(await status(), 401)
})

test('never logs what a client signs in with', async ({ registry }) => {
  await pushImage(registry, 'demo/app', 'v1', { as: 'ann:pw' })
  await registry.call('GET', '/v2/', { as: 'ann:wrong-password' })
  const log = registry.log.join('')

  assert.match(log, 'auth.user.name=ann')
  assert.not.match(log, Buffer.from('ann:pw').toString('base64'))
  assert.not.match(log, 'wrong-password')
  assert.not.match(log, /_state=[^*]/)
})

test('without a policy lets whoever signs in do everything', async ({ directory }) => {
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    auth: { htpasswd: { path: join(directory, 'htpasswd') } },
  })
  await pushImage(registry, 'busybox', 'v1', { as: 'bob:pw' })

  assert.is((await registry.call('GET', '/v2/busybox/tags/list')).status, 401)
})

test('without an auth section is open', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  await pushImage(registry, 'busybox', 'v1')

  assert.is((await registry.call('GET', '/v2/busybox/tags/list')).status, 200)
})

test.run()
