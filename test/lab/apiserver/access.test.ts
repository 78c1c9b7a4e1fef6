import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, serve } from './serve.ts'

const test = suite<{ api: Api }>('access')

test.before(async context => {
  context.api = await serve()
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('tells whether it is ready to anybody, in two letters', async ({ api }) => {
  for (const path of ['/healthz', '/healthz/ready', '/readyz', '/livez']) {
    const reply = await api.call('GET', path, undefined, { token: '' })
    assert.is(reply.status, 200, path)
    assert.is(reply.text, 'ok', path)
    assert.match(String(reply.headers['content-type']), /^text\/plain/)
  }
})

test('lets in whom its authority or a token names', async ({ api }) => {
  assert.is((await api.call('GET', '/api/v1/nodes')).status, 200)
  assert.is((await api.call('GET', '/api/v1/nodes', undefined, { token: 'key' })).status, 200)
})

test('knows who asks', async ({ api }) => {
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }

  const administrator = await api.call('POST', path, review)
  const alice = await api.call('POST', path, review, { token: 'key' })

  assert.is(administrator.status, 201)
  assert.is(administrator.at('status.userInfo.username'), 'system:admin')
  const groups = ['system:masters', 'system:cluster-admins']
  for (const group of groups)
    assert.ok((administrator.at('status.userInfo.groups') as string[]).includes(group), group)
  assert.is(alice.at('status.userInfo.username'), 'alice')
  assert.equal(alice.at('status.userInfo.groups'), ['team', 'system:authenticated'])
})

test('refuses everybody else', async ({ api }) => {
  for (const token of ['', 'kez']) {
    const reply = await api.call('GET', '/api/v1/nodes', undefined, { token })
    assert.is(reply.status, 401)
    assert.equal(JSON.parse(reply.text), {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    })
  }
})

test('a wrong token is not made good by a certificate', async ({ api }) => {
  const reply = await api.call('GET', '/api/v1/nodes', undefined, {
    headers: { Authorization: 'Bearer kez' },
  })
  assert.is(reply.status, 401)
})

test.run()
