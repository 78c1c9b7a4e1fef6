import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectCluster } from '../../src/cluster/index.ts'
import { type Lab, pathsOf } from '../../src/lab/index.ts'
import { changesOn, failuresOf, outcomeOf, type Played } from '../helpers/wharf.ts'
import { play, readOn, SITE, sharedLab } from './labs.ts'

const HOSTS = ['master1', 'infra1', 'node1', 'node2']

test('sets and removes what differs, and nothing else', async () => {
  const lab = await sharedLab()
  const node_labels = { node1: { tier: 'gold', zone: null }, infra1: { region: 'infra' } }

  const first = await label(lab, { node_labels })
  assert.is(first.code, 0, failuresOf(first))
  assert.equal(changesOn(first, 'master1'), ['node_labels : Label the nodes'])
  assert.equal(await labelsOf(lab, 'node1'), { region: 'primary', tier: 'gold' })
  assert.equal(await labelsOf(lab, 'infra1'), { region: 'infra', zone: 'default' })
  assert.equal(await labelsOf(lab, 'node2'), { region: 'primary', zone: 'west' })

  const again = await label(lab, { node_labels })
  assert.is(again.code, 0, failuresOf(again))
  assert.equal(changesOn(again, 'master1'), [])

  const back = await label(lab, { node_labels: { node1: { tier: null, zone: 'east' } } })
  assert.is(back.code, 0, failuresOf(back))
  assert.equal(await labelsOf(lab, 'node1'), { region: 'primary', zone: 'east' })
})

test('without a node for the registry nothing of it is touched, and the labels there are are told', async () => {
  const lab = await sharedLab()
  const end = await play(lab, SITE, ...variables({ registry_selector: 'region=nowhere' }))

  assert.is(end.code, 2, failuresOf(end))
  assert.match(failuresOf(end), /no ready, schedulable node has the labels region=nowhere/)
  assert.match(failuresOf(end), /node1.*region=primary/)
  assertNoRegistry(lab)
})

test('or the registry is left out, when that is wished', async () => {
  const lab = await sharedLab()
  const wishes = { registry_selector: 'region=nowhere', registry_when_unmatched: 'skip' }
  const end = await play(lab, SITE, ...variables(wishes))

  assert.is(end.code, 0, failuresOf(end))
  const said = outcomeOf(end, 'Say that the registry is left out', 'master1')
  assert.match(JSON.stringify(said), /the registry is left out: no ready, schedulable node/)
  assertNoRegistry(lab)
})

function label(lab: Lab, values: object): Promise<Played> {
  return play(lab, 'labels.yaml', ...variables(values))
}

function variables(values: object): readonly string[] {
  return ['-e', JSON.stringify(values)]
}

function assertNoRegistry(lab: Lab): void {
  for (const host of HOSTS) {
    const root = pathsOf(lab.directory).root(host)
    for (const path of ['/etc/docker/certs.d', '/etc/wharfinger', '/etc/origin/master/ca.crt']) {
      assert.not(existsSync(join(root, path)), `${host}: ${path}`)
    }
    assert.is(readOn(lab, host, '/etc/systemd/system/wharf-registry.service'), undefined)
  }
}

/** The labels of a node but for its name. */
async function labelsOf(lab: Lab, name: string): Promise<Readonly<Record<string, unknown>>> {
  const kubeconfig = readFileSync(pathsOf(lab.directory).kubeconfig, 'utf8')
  const cluster = await connectCluster({ kubeconfig })
  const node = await cluster.get({ apiVersion: 'v1', kind: 'Node', name })
  const { 'kubernetes.io/hostname': _, ...labels } = node?.metadata.labels ?? {}
  return labels
}

test.run()
