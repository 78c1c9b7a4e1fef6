import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, configMap, MAPS, type Reply, serve } from './serve.ts'

const test = suite<{ api: Api }>('lists')

const OTHER = '/api/v1/namespaces/kube-system/configmaps'
const ALL = '/api/v1/configmaps'

test.before(async context => {
  context.api = await serve()
  for (const [name, tier] of Object.entries({ c1: 'a', c2: 'b', c3: 'c' }))
    await context.api.call('POST', MAPS, configMap(name, {}, { tier }))
  await context.api.call('POST', MAPS, configMap('c4'))
  await context.api.call('POST', OTHER, configMap('c0', {}, { tier: 'a' }))
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('shows the objects of one namespace, or of all, in order', async ({ api }) => {
  const one = await api.call('GET', MAPS)

  assert.is(one.at('kind'), 'ConfigMapList')
  assert.is(one.at('apiVersion'), 'v1')
  assert.match(String(one.at('metadata.resourceVersion')), /^\d+$/)
  assert.equal(names(one), ['c1', 'c2', 'c3', 'c4'])
  assert.equal(names(await api.call('GET', ALL)), ['c1', 'c2', 'c3', 'c4', 'c0'])
})

const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  'tier=a': ['c1'],
  'tier==a': ['c1'],
  'tier!=a': ['c2', 'c3', 'c4'],
  'tier in (a, b)': ['c1', 'c2'],
  'tier notin (a,b)': ['c3', 'c4'],
  tier: ['c1', 'c2', 'c3'],
  '!tier': ['c4'],
  'tier,tier!=b': ['c1', 'c3'],
  'tier=': [],
}

for (const [selector, found] of Object.entries(SELECTORS))
  test(`selects by labels: ${selector}`, async ({ api }) => {
    const reply = await api.call('GET', `${MAPS}?labelSelector=${encodeURIComponent(selector)}`)
    assert.equal(names(reply), found)
  })

test('selects by fields', async ({ api }) => {
  const select = (text: string) =>
    api.call('GET', `${ALL}?fieldSelector=${encodeURIComponent(text)}`)

  assert.equal(names(await select('metadata.name=c2')), ['c2'])
  assert.equal(names(await select('metadata.namespace!=default')), ['c0'])
  const unknown = await select('data.a=b')
  assert.is(unknown.status, 400)
  assert.is(
    unknown.at('message'),
    '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
  )
})

test('refuses selectors that are none', async ({ api }) => {
  for (const selector of ['a b', 'a in b', '=a'])
    assert.is(
      (await api.call('GET', `${MAPS}?labelSelector=${encodeURIComponent(selector)}`)).status,
      400,
      selector,
    )
})

test('shows long lists page by page, as they were at the first', async ({ api }) => {
  const first = await api.call('GET', `${MAPS}?limit=2`)
  assert.equal(names(first), ['c1', 'c2'])
  assert.is(first.at('metadata.remainingItemCount'), 2)
  await api.call('POST', MAPS, configMap('c5'))
  await api.call('DELETE', `${MAPS}/c5`)
  await api.call('POST', MAPS, configMap('c25'))

  const rest = await api.call('GET', `${MAPS}?limit=2&continue=${next(first)}`)
  assert.equal(names(rest), ['c3', 'c4'])
  assert.is(rest.at('metadata.resourceVersion'), first.at('metadata.resourceVersion'))
  assert.not.ok(rest.at('metadata.continue'))
  await api.call('DELETE', `${MAPS}/c25`)
})

test('refuses to go on from nowhere', async ({ api }) => {
  assert.is((await api.call('GET', `${MAPS}?limit=2&continue=nonsense`)).status, 400)
})

test('lets whoever waited too long between pages go on with what is there now', async ({ api }) => {
  const first = await api.call('GET', `${MAPS}?limit=2`)
  await api.call('POST', MAPS, configMap('c6'))
  await api.restart()
  const late = await api.call('GET', `${MAPS}?limit=2&continue=${next(first)}`)
  assert.is(late.status, 410)
  assert.is(late.at('reason'), 'Expired')

  const rest = await api.call('GET', `${MAPS}?continue=${next(late)}`)
  assert.equal(names(rest), ['c3', 'c4', 'c6'])
  await api.call('DELETE', `${MAPS}/c6`)
})

test('shows a list as it was at a version, while it remembers', async ({ api }) => {
  const before = await api.call('GET', MAPS)
  await api.call('DELETE', `${MAPS}/c4`)
  const version = before.at('metadata.resourceVersion')
  const exact = (of: unknown) =>
    api.call('GET', `${MAPS}?resourceVersion=${of}&resourceVersionMatch=Exact`)

  assert.equal(names(await exact(version)), names(before))
  assert.is((await exact(1)).status, 410)
})

test('does not know the future', async ({ api }) => {
  const reply = await api.call('GET', `${MAPS}?resourceVersion=99999999`)
  assert.is(reply.status, 504)
  assert.is(reply.at('reason'), 'Timeout')
  assert.is(reply.headers['retry-after'], '1')
  assert.is(reply.at('details.causes.0.reason'), 'ResourceVersionTooLarge')
})

function names(reply: Reply): readonly string[] {
  const items = reply.at('items') as { metadata: { name: string } }[]
  return items.map(({ metadata }) => metadata.name)
}

function next(reply: Reply): string {
  return encodeURIComponent(String(reply.at('metadata.continue')))
}

test.run()
