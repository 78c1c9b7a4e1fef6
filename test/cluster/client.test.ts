import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cluster, ClusterFault, connectCluster } from '../../src/cluster/index.ts'
import { ecAuthority } from '../helpers/certificates.ts'
import { type FakeCluster, fakeCluster, kubeconfigOf, nodeObject } from '../helpers/fakeCluster.ts'
import { rejection } from '../helpers/rejection.ts'

const test = suite<{ fake: FakeCluster; cluster: Cluster }>('client')
test.before(async context => {
  context.fake = await fakeCluster()
  context.cluster = await connectCluster({ kubeconfig: context.fake.kubeconfig })
})
test.before.each(({ fake }) => {
  fake.objects.clear()
  fake.requests.length = 0
  fake.upsets.length = 0
})
test.after(({ fake }) => fake.close())

const settings = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings' }
const definition = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { colour: 'blue' },
}

test('gets what it created, in the namespace of the context', async ({ fake, cluster }) => {
  await cluster.create(definition)

  assert.is((await cluster.get(settings))?.['data']?.toString(), '[object Object]')
  assert.ok(fake.objects.has('/api/v1/namespaces/registry/configmaps/settings'))
})

test('says undefined for an object that is not there', async ({ cluster }) => {
  assert.is(await cluster.get(settings), undefined)
})

test('finds a kind by its plural and its short name', async ({ cluster }) => {
  await cluster.create(definition)

  for (const kind of ['configmaps', 'cm', 'configmap'])
    assert.is((await cluster.get({ ...settings, kind }))?.metadata.name, 'settings')
})

test('names the nearest kind for one that is not served', async ({ cluster }) => {
  const fault = await rejection(cluster.get({ ...settings, kind: 'ConfigMaps2' }))

  assert.match(fault.message, /serves no ConfigMaps2 in v1 \(did you mean "ConfigMap"\?\)/)
})

test('lists every page, each item with its kind', async ({ fake, cluster }) => {
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    fake.objects.set(`/api/v1/nodes/${name}`, nodeObject(name))

  const nodes = await cluster.list({ apiVersion: 'v1', kind: 'Node' })
  assert.equal(
    nodes.map(node => `${node.kind} ${node.metadata.name}`),
    ['Node a', 'Node b', 'Node c', 'Node d', 'Node e'],
  )
})

test('patches by merging and removes what is null', async ({ cluster }) => {
  await cluster.create(definition)

  const patched = await cluster.patch(settings, { data: { colour: null, size: 'L' } }, 'merge')
  assert.equal(patched['data'], { size: 'L' })
})

test('tries a patch again when others wrote at the same time', async ({ fake, cluster }) => {
  await cluster.create(definition)
  fake.upsets.push({ status: 409 }, { status: 409 })

  const patched = await cluster.patch(settings, { data: { colour: 'red' } }, 'merge')
  assert.equal(patched['data'], { colour: 'red' })
})

test('leaves a JSON patch that met a conflict to its caller', async ({ fake, cluster }) => {
  await cluster.create(definition)
  fake.upsets.push({ status: 409 })

  const fault = await rejection(cluster.patch(settings, [], 'json'))
  assert.instance(fault, ClusterFault)
  assert.is((fault as ClusterFault).status, 409)
})

test('asks again when the server is too busy', async ({ fake, cluster }) => {
  fake.upsets.push({ status: 429, headers: { 'Retry-After': '0' } })

  assert.is(await cluster.get(settings), undefined)
  assert.is(fake.requests.length, 2)
})

test('deletes, and says whether there was anything to delete', async ({ cluster }) => {
  await cluster.create(definition)

  assert.is(await cluster.delete(settings), true)
  assert.is(await cluster.delete(settings), false)
})

test("tells the server's reason, and what was asked", async ({ cluster }) => {
  await cluster.create(definition)
  const fault = (await rejection(cluster.create(definition))) as ClusterFault

  assert.is(fault.reason, 'AlreadyExists')
  assert.is(fault.message, 'create ConfigMap settings: exists')
})

test('is turned away with a wrong token', async ({ fake }) => {
  const kubeconfig = fake.kubeconfig.replace('secret-token', 'wrong')
  const cluster = await connectCluster({ kubeconfig })

  const fault = await rejection(cluster.get(settings))
  assert.match(fault.message, /Unauthorized/)
  assert.match(String((fault as ClusterFault).hint), /credentials/)
})

test("doesn't talk to a server that another CA signed", async ({ fake }) => {
  const { certificate } = ecAuthority({ name: 'cluster-signer' })
  const cluster = await connectCluster({ kubeconfig: kubeconfigOf(fake.address, certificate) })

  assert.match((await rejection(cluster.get(settings))).message, /isn't signed by/)
  assert.equal(fake.requests, [])
})

test('goes through the connection that it is given', async ({ fake }) => {
  const asked: string[] = []
  const port = Number(new URL(fake.address).port)
  const cluster = await connectCluster({
    kubeconfig: fake.kubeconfig.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:6443'),
    async connect(host, wanted) {
      asked.push(`${host}:${wanted}`)
      return connect(port, '127.0.0.1')
    },
  })

  assert.is(await cluster.get(settings), undefined)
  assert.equal([...new Set(asked)], ['127.0.0.1:6443'])
})

test('gives up after its time', async ({ fake }) => {
  const cluster = await connectCluster({
    kubeconfig: fake.kubeconfig,
    milliseconds: 50,
    connect: () => new Promise(() => {}),
  })

  assert.match((await rejection(cluster.get(settings))).message, /no answer within 0.05 s/)
})

test.run()
