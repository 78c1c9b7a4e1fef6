import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, configMap, MAPS, type Reply, serve } from './serve.ts'

const test = suite<{ api: Api }>('tables')

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }

test.before(async context => {
  context.api = await serve()
  await context.api.call('POST', MAPS, configMap('c', { a: '1', b: '2' }))
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('shows nodes as kubectl prints them', async ({ api }) => {
  const table = await api.call('GET', '/api/v1/nodes', undefined, TABLE)

  assert.is(table.at('kind'), 'Table')
  assert.is(table.at('apiVersion'), 'meta.k8s.io/v1')
  assert.equal(columns(table), ['Name', 'Status', 'Roles', 'Age', 'Version'])
  const cells = table.at('rows.0.cells') as string[]
  assert.equal(cells.slice(0, 3), ['m1', 'Ready', 'master'])
  assert.match(String(cells[3]), /^\d+s$/)
  assert.equal((table.at('rows.1.cells') as string[]).slice(0, 3), ['n1', 'Ready', '<none>'])
  assert.is(table.at('rows.0.object.kind'), 'PartialObjectMetadata')
  assert.is(table.at('rows.0.object.metadata.labels.region'), 'infra')
})

test('shows namespaces, secrets and config maps, many or one', async ({ api }) => {
  const expected = {
    '/api/v1/namespaces': ['Name', 'Status', 'Age'],
    '/api/v1/secrets': ['Name', 'Type', 'Data', 'Age'],
    '/api/v1/configmaps': ['Name', 'Data', 'Age'],
    [`${MAPS}/c`]: ['Name', 'Data', 'Age'],
  }
  for (const [path, names] of Object.entries(expected))
    assert.equal(columns(await api.call('GET', path, undefined, TABLE)), names, path)
  const one = await api.call('GET', `${MAPS}/c`, undefined, TABLE)
  assert.equal((one.at('rows.0.cells') as unknown[]).slice(0, 2), ['c', 2])
})

test('gives whole objects, or none, with the rows when asked', async ({ api }) => {
  const whole = await api.call('GET', `${MAPS}?includeObject=Object`, undefined, TABLE)
  const none = await api.call('GET', `${MAPS}?includeObject=None`, undefined, TABLE)

  assert.is(whole.at('rows.0.object.data.a'), '1')
  assert.not.ok(none.at('rows.0.object'))
})

test('shows metadata alone', async ({ api }) => {
  const partial = (as: string) => ({ accept: `application/json;as=${as};v=v1;g=meta.k8s.io` })
  const many = await api.call('GET', MAPS, undefined, partial('PartialObjectMetadataList'))
  const one = await api.call('GET', `${MAPS}/c`, undefined, partial('PartialObjectMetadata'))

  assert.is(many.at('kind'), 'PartialObjectMetadataList')
  assert.is(many.at('items.0.metadata.name'), 'c')
  assert.is(many.at('items.0.data'), undefined)
  assert.is(one.at('kind'), 'PartialObjectMetadata')
  assert.is(one.at('data'), undefined)
})

test('watches in tables too', async ({ api }) => {
  const query = 'watch=1&timeoutSeconds=1'
  const reply = await api.call('GET', `/api/v1/nodes?${query}`, undefined, TABLE)
  const [first = '', second = ''] = reply.text.split('\n')

  assert.is(JSON.parse(first).object.kind, 'Table')
  assert.is(JSON.parse(first).object.columnDefinitions.length > 0, true)
  assert.is(JSON.parse(second).object.rows[0].cells[0], 'n1')
})

function columns(table: Reply): readonly string[] {
  const all = table.at('columnDefinitions') as { name: string; priority: number }[]
  return all.filter(({ priority }) => priority === 0).map(({ name }) => name)
}

test.run()
