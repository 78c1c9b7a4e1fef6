import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeLabel } from '../../../src/modules/cluster/nodeLabel.ts'
import { type FakeCluster, fakeCluster, nodeObject } from '../../helpers/fakeCluster.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

const test = suite<{ fake: FakeCluster; directory: string; kubeconfig: string }>('node_label')
test.before(async context => {
  context.fake = await fakeCluster()
  context.directory = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  context.kubeconfig = join(context.directory, "admin's kubeconfig")
  writeFileSync(context.kubeconfig, context.fake.kubeconfig)
})
test.before.each(({ fake }) => {
  fake.objects.clear()
  fake.requests.length = 0
  fake.objects.set('/api/v1/nodes/infra1', nodeObject('infra1', { zone: 'a', old: 'x' }))
  fake.objects.set('/api/v1/nodes/node1', nodeObject('node1', { 'kubernetes.io/os': 'linux' }))
})
test.after(async ({ fake, directory }) => {
  await fake.close()
  rmSync(directory, { recursive: true })
})

const nodes = { infra1: { region: 'infra', old: null }, node1: { region: 'primary' } }

test('sets and removes what differs, then finds nothing to do', async ({ fake, kubeconfig }) => {
  const first = await runModule(nodeLabel, { kubeconfig, nodes }, runContext())
  assert.is(first.kind, 'changed')
  assert.equal(first.result['changed_nodes'], ['infra1', 'node1'])
  assert.equal(labelsIn(fake, 'infra1'), { zone: 'a', region: 'infra' })

  fake.requests.length = 0
  const second = await runModule(nodeLabel, { kubeconfig, nodes }, runContext())
  assert.is(second.kind, 'ok')
  assert.equal(fake.requests, ['GET /api/v1/nodes'])
})

test('predicts in check mode and changes nothing', async ({ fake, kubeconfig }) => {
  const args = { kubeconfig, nodes, selector: 'region=infra' }
  const predicted = await runModule(nodeLabel, args, runContext({ check: true }))

  assert.equal(labelsIn(fake, 'infra1'), { zone: 'a', old: 'x' })
  const real = await runModule(nodeLabel, args, runContext())
  assert.equal(predicted, real)
  assert.equal(real.result['matching'], ['infra1'])
})

test('counts only ready and schedulable nodes as matching', async ({ fake, kubeconfig }) => {
  const infra = { region: 'infra' }
  fake.objects.set('/api/v1/nodes/a', nodeObject('a', infra, { ready: false }))
  fake.objects.set('/api/v1/nodes/b', nodeObject('b', infra, { unschedulable: true }))
  fake.objects.set('/api/v1/nodes/c', nodeObject('c', infra))

  const { result } = await runModule(
    nodeLabel,
    { kubeconfig, selector: 'region=infra' },
    runContext(),
  )
  assert.equal(result['matching'], ['c'])
  assert.is(
    result['summary'],
    [
      'infra1: old=x, zone=a',
      'node1: no labels',
      'a: region=infra (not ready)',
      'b: region=infra (unschedulable)',
      'c: region=infra',
    ].join('\n'),
  )
})

test('takes one node by name, and numbers and booleans as text', async ({ fake, kubeconfig }) => {
  const args = { kubeconfig, name: 'node1', labels: { tier: 1, gpu: true } }
  await runModule(nodeLabel, args, runContext())

  assert.equal(labelsIn(fake, 'node1'), { 'kubernetes.io/os': 'linux', tier: '1', gpu: 'true' })
})

test('shows the labels of each changed node', async ({ kubeconfig }) => {
  const outcome = await runModule(nodeLabel, { kubeconfig, nodes }, runContext({ check: true }))

  assert.equal(outcome.kind === 'changed' && outcome.differences?.[0], {
    name: 'labels of node infra1',
    before: 'old=x\nzone=a\n',
    after: 'region=infra\nzone=a\n',
  })
})

test('names the nodes that there are for one that is not', async ({ kubeconfig, fake }) => {
  const args = { kubeconfig, nodes: { infra2: { region: 'infra' } } }
  const fault = await rejection(runModule(nodeLabel, args, runContext()))

  assert.is(fault.message, 'the cluster has no node infra2 (did you mean "infra1"?)')
  assert.equal(fake.requests, ['GET /api/v1/nodes'])
})

test('refuses bad labels before asking the cluster', async ({ kubeconfig, fake }) => {
  const args = { kubeconfig, nodes: { infra1: { region: 'in fra' } } }

  assert.match((await rejection(runModule(nodeLabel, args, runContext()))).message, /"in fra"/)
  assert.equal(fake.requests, [])
})

test('says which host lacks the kubeconfig', async ({ directory }) => {
  const args = { kubeconfig: join(directory, 'none') }
  const fault = await rejection(runModule(nodeLabel, args, runContext({ host: 'master1' })))

  assert.match(fault.message, /^master1 has no kubeconfig/)
})

test('reaches the cluster through the host where asked to', async ({ kubeconfig }) => {
  const context = runContext()
  const asked: string[] = []
  const remote = {
    ...context.remote,
    connect(host: string, port: number) {
      asked.push(host)
      return context.remote.connect(host, port)
    },
  }
  await runModule(nodeLabel, { kubeconfig, via: 'host' }, { ...context, remote })

  assert.equal([...new Set(asked)], ['127.0.0.1'])
})

test.run()

function labelsIn(fake: FakeCluster, name: string): unknown {
  const node = fake.objects.get(`/api/v1/nodes/${name}`)
  return (node?.['metadata'] as { labels?: unknown } | undefined)?.labels
}
