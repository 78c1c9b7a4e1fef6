import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { k8s } from '../../../src/modules/cluster/k8s.ts'
import { k8sInfo } from '../../../src/modules/cluster/k8sInfo.ts'
import { type FakeCluster, fakeCluster } from '../../helpers/fakeCluster.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

const test = suite<{ fake: FakeCluster; access: { kubeconfig_content: string } }>('k8s')
test.before(async context => {
  context.fake = await fakeCluster()
  context.access = { kubeconfig_content: context.fake.kubeconfig }
})
test.before.each(({ fake }) => {
  fake.objects.clear()
  fake.requests.length = 0
  fake.refusedTypes.length = 0
})
test.after(({ fake }) => fake.close())

const definition = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data: { colour: 'blue' },
}
const path = '/api/v1/namespaces/default/configmaps/settings'

test('creates an object, then finds nothing to do', async ({ fake, access }) => {
  assert.is((await runModule(k8s, { ...access, definition }, runContext())).kind, 'changed')
  assert.equal(fake.objects.get(path)?.['data'], { colour: 'blue' })

  fake.requests.length = 0
  assert.is((await runModule(k8s, { ...access, definition }, runContext())).kind, 'ok')
  assert.equal(fake.requests, [`GET ${path}`])
})

test('changes what differs and leaves the rest', async ({ fake, access }) => {
  fake.objects.set(path, { ...definition, data: { colour: 'red', size: 'L' } })

  const outcome = await runModule(k8s, { ...access, definition }, runContext())
  assert.is(outcome.kind, 'changed')
  assert.equal(fake.objects.get(path)?.['data'], { colour: 'blue', size: 'L' })
})

test('falls back to a merge patch where the server wants no strategic one', async ({
  fake,
  access,
}) => {
  fake.objects.set(path, { ...definition, data: { colour: 'red' } })
  fake.refusedTypes.push('application/strategic-merge-patch+json')

  await runModule(k8s, { ...access, definition }, runContext())
  assert.equal(fake.objects.get(path)?.['data'], { colour: 'blue' })
})

test('check mode tells the change and makes none', async ({ fake, access }) => {
  const outcome = await runModule(k8s, { ...access, definition }, runContext({ check: true }))

  assert.is(outcome.kind, 'changed')
  assert.is(fake.objects.size, 0)
  const [difference] = (outcome.kind === 'changed' && outcome.differences) || []
  assert.is(difference?.name, 'ConfigMap default/settings')
  assert.match(difference?.after ?? '', /colour: blue/)
})

test('removes an object, once', async ({ fake, access }) => {
  fake.objects.set(path, definition)
  const args = {
    ...access,
    state: 'absent' as const,
    kind: 'ConfigMap',
    name: 'settings',
    namespace: 'default',
    wait: true,
  }

  assert.is((await runModule(k8s, args, runContext({ check: true }))).kind, 'changed')
  assert.is(fake.objects.size, 1)
  assert.is((await runModule(k8s, args, runContext())).kind, 'changed')
  assert.is(fake.objects.size, 0)
  assert.is((await runModule(k8s, args, runContext())).kind, 'ok')
})

test('never creates what it should only patch', async ({ access }) => {
  const args = { ...access, state: 'patched' as const, definition }
  const fault = await rejection(runModule(k8s, args, runContext()))

  assert.is(fault.message, 'there is no ConfigMap default/settings to patch')
})

test('takes several documents of YAML text', async ({ fake, access }) => {
  const one = (name: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: "1"}}\n`
  const args = { ...access, namespace: 'team', definition: `${one('x')}---\n${one('y')}` }

  assert.is((await runModule(k8s, args, runContext())).kind, 'changed')
  assert.equal(
    [...fake.objects.keys()],
    ['/api/v1/namespaces/team/configmaps/x', '/api/v1/namespaces/team/configmaps/y'],
  )
})

test("never shows a secret's values, and compares texts with what the server made of them", async ({
  access,
  fake,
}) => {
  const secret = (password: string) => ({
    ...access,
    definition: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
      stringData: { password },
    },
  })
  await runModule(k8s, secret('hunter2'), runContext())
  assert.is((await runModule(k8s, secret('hunter2'), runContext())).kind, 'ok')

  const outcome = await runModule(k8s, secret('hunter3'), runContext())
  const encoded = [...fake.objects.values()].map(object => Object.values(object['data'] as object))
  assert.equal(encoded, [[Buffer.from('hunter3').toString('base64')]])
  const shown = JSON.stringify(outcome)
  for (const text of ['hunter2', 'hunter3', ...encoded.flat()]) assert.not.match(shown, text)
  assert.match(shown, 'another value')
})

test('says what a definition lacks', async ({ access }) => {
  const incomplete = { ...access, definition: { apiVersion: 'v1', kind: 'ConfigMap' } }

  assert.match(
    (await rejection(runModule(k8s, incomplete, runContext()))).message,
    /without a name/,
  )
  assert.match((await rejection(runModule(k8s, access, runContext()))).message, /without "kind"/)
})

test('k8s_info finds one object, all, or none', async ({ fake, access }) => {
  fake.objects.set(path, definition)
  const look = async (args: object): Promise<unknown[]> => {
    const { result } = await runModule(
      k8sInfo,
      { ...access, kind: 'ConfigMap', ...args },
      runContext(),
    )
    return result['resources'] as unknown[]
  }

  assert.is((await look({ name: 'settings', namespace: 'default' })).length, 1)
  assert.is((await look({})).length, 1)
  assert.is((await look({ name: 'other', namespace: 'default' })).length, 0)
})

test.run()
