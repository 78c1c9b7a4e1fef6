import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, configMap, MAPS, serve } from './serve.ts'

const test = suite<{ api: Api }>('watches')

test.before.each(async context => {
  context.api = await serve()
})
test.after.each(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('tells of everything that becomes of an object', async ({ api }) => {
  const from = (await api.call('GET', MAPS)).at('metadata.resourceVersion')
  using watch = api.watch(`${MAPS}?watch=1&resourceVersion=${from}`)
  await api.call('POST', MAPS, configMap('w', { a: '1' }))
  await api.call('PUT', `${MAPS}/w`, configMap('w', { a: '2' }))
  await api.call('DELETE', `${MAPS}/w`)

  const [added, modified, deleted] = [await watch.next(), await watch.next(), await watch.next()]

  assert.equal([added?.type, modified?.type, deleted?.type], ['ADDED', 'MODIFIED', 'DELETED'])
  assert.is(added?.at('kind'), 'ConfigMap')
  assert.is(added?.at('data.a'), '1')
  assert.is(modified?.at('data.a'), '2')
  assert.is(deleted?.at('data.a'), '2')
  const versions = [added, modified, deleted].map(one =>
    Number(one?.at('metadata.resourceVersion')),
  )
  assert.equal(
    versions,
    [...new Set(versions)].sort((one, other) => one - other),
  )
})

test('goes on from where a watcher stopped', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('w', { a: '1' }))
  await api.call('PUT', `${MAPS}/w`, configMap('w', { a: '2' }))
  using watch = api.watch(`${MAPS}?watch=1&resourceVersion=${made.at('metadata.resourceVersion')}`)

  const event = await watch.next()
  assert.is(event?.type, 'MODIFIED')
  assert.is(event?.at('data.a'), '2')
})

test('begins with what is there when it is asked from no version', async ({ api }) => {
  await api.call('POST', MAPS, configMap('w'))
  using watch = api.watch(`${MAPS}?watch=true`)
  const event = await watch.next()

  assert.is(event?.type, 'ADDED')
  assert.is(event?.at('metadata.name'), 'w')
})

test('says where the beginning ends to those who ask', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('w'))
  const query =
    'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  using watch = api.watch(`${MAPS}?${query}`)

  assert.is((await watch.next())?.type, 'ADDED')
  const bookmark = await watch.next()
  assert.is(bookmark?.type, 'BOOKMARK')
  assert.is(bookmark?.at('metadata.annotations.k8s.io/initial-events-end'), 'true')
  assert.is(bookmark?.at('metadata.resourceVersion'), made.at('metadata.resourceVersion'))
})

test('shows an object that no longer matches as gone, and one that begins to as new', async ({
  api,
}) => {
  await api.call('POST', MAPS, configMap('w', {}, { seen: 'no' }))
  const from = (await api.call('GET', MAPS)).at('metadata.resourceVersion')
  using watch = api.watch(`${MAPS}?watch=1&labelSelector=seen%3Dyes&resourceVersion=${from}`)
  await api.call('PUT', `${MAPS}/w`, configMap('w', {}, { seen: 'yes' }))
  await api.call('PUT', `${MAPS}/w`, configMap('w', {}, { seen: 'no' }))

  assert.is((await watch.next())?.type, 'ADDED')
  assert.is((await watch.next())?.type, 'DELETED')
})

test('watches one object by its name', async ({ api }) => {
  using watch = api.watch('/api/v1/nodes?watch=1&fieldSelector=metadata.name%3Dn1')
  assert.is((await watch.next())?.at('metadata.name'), 'n1')
  const type = 'application/merge-patch+json'
  await api.call('PATCH', '/api/v1/nodes/m1', { metadata: { labels: { a: 'b' } } }, { type })
  await api.call('PATCH', '/api/v1/nodes/n1', { metadata: { labels: { a: 'b' } } }, { type })

  const event = await watch.next()
  assert.is(event?.type, 'MODIFIED')
  assert.is(event?.at('metadata.name'), 'n1')
})

test('ends when its time is up', async ({ api }) => {
  using watch = api.watch('/api/v1/configmaps?watch=1&timeoutSeconds=1')
  assert.is(await watch.next(), undefined)
})

test('ends when the server does', async ({ api }) => {
  using watch = api.watch('/api/v1/nodes?watch=1&fieldSelector=metadata.name%3Dn1')
  assert.is((await watch.next())?.type, 'ADDED')
  await api.restart()
  const end = await watch.next().catch(() => undefined)
  assert.is(end, undefined)
})

test('sends back those who come from before a restart', async ({ api }) => {
  const from = (await api.call('GET', MAPS)).at('metadata.resourceVersion')
  await api.call('POST', MAPS, configMap('w'))
  await api.restart()
  using watch = api.watch(`${MAPS}?watch=1&resourceVersion=${from}`)
  const event = await watch.next()

  assert.is(event?.type, 'ERROR')
  assert.is(event?.at('code'), 410)
  assert.is(event?.at('reason'), 'Expired')
  assert.is(await watch.next(), undefined)
})

test('refuses versions that are none', async ({ api }) => {
  const reply = await api.call('GET', `${MAPS}?watch=1&resourceVersion=abc`)
  assert.ok(reply.status >= 400)
  assert.match(String(reply.at('message')), 'resourceVersion: Invalid value: "abc"')
})

test.run()
