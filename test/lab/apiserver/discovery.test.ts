import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, serve } from './serve.ts'

const test = suite<{ api: Api }>('discovery')

test.before(async context => {
  context.api = await serve()
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('lists versions, groups and kinds one by one', async ({ api }) => {
  assert.equal((await api.call('GET', '/api')).at('versions'), ['v1'])
  const groups = await api.call('GET', '/apis')
  assert.is(groups.at('kind'), 'APIGroupList')
  assert.ok(
    (groups.at('groups') as { name: string }[]).some(({ name }) => name === 'coordination.k8s.io'),
  )
  const kinds = await api.call('GET', '/api/v1')
  assert.is(kinds.at('kind'), 'APIResourceList')
  assert.is(kinds.at('groupVersion'), 'v1')
  const resources = kinds.at('resources') as { name: string }[]
  assert.equal(
    resources.find(({ name }) => name === 'configmaps'),
    {
      name: 'configmaps',
      singularName: 'configmap',
      namespaced: true,
      kind: 'ConfigMap',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['cm'],
    },
  )
  assert.equal(
    resources.find(({ name }) => name === 'nodes/status'),
    {
      name: 'nodes/status',
      singularName: '',
      namespaced: false,
      kind: 'Node',
      verbs: ['get', 'patch', 'update'],
    },
  )
  const one = await api.call('GET', '/apis/coordination.k8s.io')
  assert.is(one.at('kind'), 'APIGroup')
  assert.is(one.at('preferredVersion.groupVersion'), 'coordination.k8s.io/v1')
})

test('lists everything at once to those who ask for it, in both versions', async ({ api }) => {
  for (const version of ['v2', 'v2beta1']) {
    const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
    const core = await api.call('GET', '/api', undefined, { accept: `${accept},application/json` })
    const rest = await api.call('GET', '/apis', undefined, { accept })

    assert.is(core.headers['content-type'], accept)
    assert.is(core.at('kind'), 'APIGroupDiscoveryList')
    assert.is(core.at('apiVersion'), `apidiscovery.k8s.io/${version}`)
    const resources = core.at('items.0.versions.0.resources') as { resource: string }[]
    assert.equal(
      resources.find(({ resource }) => resource === 'nodes'),
      {
        resource: 'nodes',
        responseKind: { group: '', version: 'v1', kind: 'Node' },
        scope: 'Cluster',
        singularResource: 'node',
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        shortNames: ['no'],
        subresources: [
          {
            subresource: 'status',
            responseKind: { group: '', version: 'v1', kind: 'Node' },
            verbs: ['get', 'patch', 'update'],
          },
        ],
      },
    )
    const names = (rest.at('items') as { metadata: { name: string } }[]).map(
      ({ metadata }) => metadata.name,
    )
    assert.ok(names.includes('coordination.k8s.io'))
  }
})

test('does not send again what a client has', async ({ api }) => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const first = await api.call('GET', '/apis', undefined, { accept })
  const headers = { 'If-None-Match': String(first.headers.etag) }
  const second = await api.call('GET', '/apis', undefined, { accept, headers })

  assert.match(String(first.headers.etag), /^".+"$/)
  assert.is(second.status, 304)
  assert.is(second.text, '')
})

test('tells its version', async ({ api }) => {
  const reply = await api.call('GET', '/version')
  assert.is(reply.status, 200)
  assert.type(reply.at('major'), 'string')
  assert.match(String(reply.at('gitVersion')), /^v1\.\d+\.\d+/)
})

test('says what there is not', async ({ api }) => {
  for (const path of ['/nope', '/apis/nope.io', '/apis/nope.io/v1', '/apis/apps/v9', '/api/v2']) {
    const reply = await api.call('GET', path)
    assert.is(reply.status, 404, path)
    assert.is(reply.text.trim(), '404 page not found', path)
  }
  const kind = await api.call('GET', '/api/v1/nopes')
  assert.is(kind.status, 404)
  assert.is(kind.at('message'), 'the server could not find the requested resource')
})

test.run()
