import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cluster, ClusterFault, connectCluster } from '../../../src/cluster/index.ts'
import { type Api, serve } from './serve.ts'

const test = suite<{ api: Api; cluster: Cluster }>('cluster')

const NODE = { apiVersion: 'v1', kind: 'Node', name: 'n1' }
const MAP = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c' }

test.before(async context => {
  context.api = await serve()
  context.cluster = await connectCluster({
    kubeconfig: readFileSync(context.api.kubeconfig, 'utf8'),
  })
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('the client of the modules reads and labels nodes', async ({ cluster }) => {
  const nodes = await cluster.list({ apiVersion: 'v1', kind: 'Node' }, { labels: 'region=primary' })
  assert.equal(
    nodes.map(({ kind, metadata }) => [kind, metadata.name]),
    [['Node', 'n1']],
  )
  const labels = { region: 'infra', zone: null }
  const patched = await cluster.patch(NODE, { metadata: { labels } }, 'strategic')
  assert.is(patched.metadata.labels?.['region'], 'infra')
  assert.is((await cluster.get(NODE))?.metadata.labels?.['region'], 'infra')
})

test('the client of the modules makes, changes and deletes objects', async ({ cluster }) => {
  const { name, ...kind } = MAP
  assert.is(await cluster.get(MAP), undefined)
  const made = await cluster.create({ ...kind, metadata: { name }, data: { a: '1' } })
  assert.is(made.metadata.namespace, 'default')
  assert.equal((await cluster.patch(MAP, { data: { b: '2' } }, 'merge'))['data'], {
    a: '1',
    b: '2',
  })
  const removal = [{ op: 'remove', path: '/data/a' }]
  assert.equal((await cluster.patch(MAP, removal, 'json'))['data'], { b: '2' })
  assert.is(await cluster.delete(MAP), true)
  assert.is(await cluster.delete(MAP), false)
})

test('the client of the modules finds kinds by their short names', async ({ cluster }) => {
  const named = await cluster.list({ apiVersion: 'v1', kind: 'ns' }, { everywhere: true })
  assert.ok(named.some(({ metadata }) => metadata.name === 'kube-system'))
})

test('the client of the modules is told why not', async ({ cluster }) => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }
  const error = await cluster.create(namespace).catch((reason: unknown) => reason)

  assert.instance(error, ClusterFault)
  assert.is((error as ClusterFault).status, 409)
  assert.is((error as ClusterFault).reason, 'AlreadyExists')
})

test.run()
