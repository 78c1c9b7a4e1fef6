import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, configMap, MAPS, serve, TYPES } from './serve.ts'

const test = suite<{ api: Api }>('patches')

const NODE = '/api/v1/nodes/n1'

test.before(async context => {
  context.api = await serve()
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('merges, and takes away what is null', async ({ api }) => {
  const patch = { metadata: { labels: { region: null, zone: 'east' } } }
  const merged = await api.call('PATCH', NODE, patch, { type: TYPES.merge })

  assert.is(merged.status, 200)
  assert.is(merged.at('metadata.labels.zone'), 'east')
  assert.is(merged.at('metadata.labels.region'), undefined)
  assert.is(merged.at('metadata.labels.kubernetes.io/hostname'), 'n1')
})

test('changes nothing, and no version, when a patch asks for what is', async ({ api }) => {
  const patch = { metadata: { labels: { zone: 'east' } } }
  const first = await api.call('PATCH', NODE, patch, { type: TYPES.strategic })
  const again = await api.call('PATCH', NODE, patch, { type: TYPES.strategic })

  assert.is(again.text, first.text)
})

test('merges lists by their keys, and replaces those that have none', async ({ api }) => {
  const condition = { type: 'Lab', status: 'True' }
  const strategic = { type: TYPES.strategic }
  const status = (conditions: object[]) =>
    api.call('PATCH', `${NODE}/status`, { status: { conditions } }, strategic)
  const types = (reply: { at(path: string): unknown }) =>
    (reply.at('status.conditions') as { type: string }[]).map(({ type }) => type)
  const before = types(await api.call('GET', NODE))

  assert.equal(types(await status([condition])), [...before, 'Lab'])
  assert.equal(types(await status([{ ...condition, status: 'False' }])), [...before, 'Lab'])
  assert.equal(types(await status([{ type: 'Lab', $patch: 'delete' } as object])), before)

  const taints = [{ key: 'a', effect: 'NoSchedule' }]
  await api.call('PATCH', NODE, { spec: { taints } }, strategic)
  const other = { spec: { taints: [{ key: 'b', effect: 'NoSchedule' }] } }
  const replaced = await api.call('PATCH', NODE, other, strategic)
  assert.is(replaced.at('spec.taints.0.key'), 'b')
  assert.is(replaced.at('spec.taints.1'), undefined)
})

test('replaces a map when told so', async ({ api }) => {
  await api.call('POST', MAPS, configMap('whole', { a: '1', b: '2' }))
  const patch = { data: { $patch: 'replace', c: '3' } }
  const reply = await api.call('PATCH', `${MAPS}/whole`, patch, { type: TYPES.strategic })

  assert.equal(reply.at('data'), { c: '3' })
})

test('edits step by step, all or nothing', async ({ api }) => {
  await api.call('POST', MAPS, configMap('steps', { a: '1' }, { 'lab.test/g': '' }))
  const edit = (...operations: object[]) =>
    api.call('PATCH', `${MAPS}/steps`, operations, { type: TYPES.json })

  const edited = await edit(
    { op: 'test', path: '/data/a', value: '1' },
    { op: 'replace', path: '/metadata/labels/lab.test~1g', value: 'h' },
    { op: 'copy', from: '/data/a', path: '/data/e' },
    { op: 'move', from: '/data/a', path: '/data/f' },
    { op: 'add', path: '/metadata/annotations', value: { 'i~j': 'k' } },
    { op: 'remove', path: '/metadata/annotations/i~0j' },
  )
  assert.equal(edited.at('data'), { e: '1', f: '1' }, edited.text)
  assert.equal(edited.at('metadata.labels'), { 'lab.test/g': 'h' })
  assert.is(edited.at('metadata.annotations'), undefined)

  const failed = await edit(
    { op: 'remove', path: '/data/e' },
    { op: 'test', path: '/data/f', value: 'x' },
  )
  assert.is(failed.status, 422)
  assert.is(failed.at('reason'), 'Invalid')
  assert.is((await api.call('GET', `${MAPS}/steps`)).at('data.e'), '1')
  assert.is((await edit({ op: 'remove', path: '/data/nope' })).status, 422)
  assert.is((await edit({ op: 'jump', path: '/data/e' })).status >= 400, true)
})

test('checks what comes of a patch as if it had been written whole', async ({ api }) => {
  const label = { metadata: { labels: { a: 'not valid' } } }
  const invalid = await api.call('PATCH', NODE, label, { type: TYPES.merge })
  assert.is(invalid.status, 422)
  assert.is(invalid.at('details.causes.0.field'), 'metadata.labels')

  const stale = { metadata: { resourceVersion: '1', labels: { a: 'b' } } }
  const conflict = await api.call('PATCH', NODE, stale, { type: TYPES.strategic })
  assert.is(conflict.status, 409)

  const missing = await api.call('PATCH', '/api/v1/nodes/nope', {}, { type: TYPES.merge })
  assert.is(missing.status, 404)
  const name = { metadata: { name: 'other' } }
  assert.is((await api.call('PATCH', NODE, name, { type: TYPES.merge })).status, 400)
})

test('names the kinds of patch that there are to those who send another', async ({ api }) => {
  const type = 'application/apply-patch+yaml'
  const refused = await api.call('PATCH', '/api/v1/nodes/n1', {}, { type })
  assert.is(refused.status, 415)
  for (const known of Object.values(TYPES)) assert.match(String(refused.at('message')), known)
})

test('loses none of many patches at the same time', async ({ api }) => {
  await api.call('POST', MAPS, configMap('crowd'))
  const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
  const patch = (key: string) =>
    api.call('PATCH', `${MAPS}/crowd`, { data: { [key]: 'x' } }, { type: TYPES.merge })
  const replies = await Promise.all(keys.map(patch))

  assert.ok(replies.every(({ status }) => status === 200))
  const crowd = await api.call('GET', `${MAPS}/crowd`)
  assert.equal(Object.keys(crowd.at('data') as object).sort(), keys.sort())
})

test.run()
