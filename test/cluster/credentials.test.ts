import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toYaml } from '../../src/base/yaml.ts'
import { connectCluster } from '../../src/cluster/index.ts'
import { rejection } from '../helpers/rejection.ts'

function kubeconfig(user: object, cluster: object = {}): string {
  return toYaml({
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
  })
}

for (const [what, text] of [
  ['exec', kubeconfig({ exec: { command: 'touch', args: ['/tmp/x'] } })],
  ['token-file', kubeconfig({ 'token-file': '/etc/passwd' })],
  ['client-key', kubeconfig({ 'client-key': '/etc/key' })],
  ['certificate-authority', kubeconfig({}, { 'certificate-authority': '/etc/ca' })],
] as const) {
  test(`refuses "${what}" in the kubeconfig of a host`, async () => {
    const fault = await rejection(connectCluster({ kubeconfig: text, origin: 'host' }))

    assert.is(fault.message, `the kubeconfig of a host can't use "${what}"`)
  })
}

test('knows the address without asking the server', async () => {
  const cluster = await connectCluster({ kubeconfig: kubeconfig({ token: 't' }), origin: 'host' })

  assert.is(cluster.server, 'https://127.0.0.1:6443')
})

test('names the nearest context for one that is not there', async () => {
  const fault = await rejection(
    connectCluster({ kubeconfig: kubeconfig({ token: 't' }), context: 'hre' }),
  )

  assert.match(fault.message, /no context "hre" \(did you mean "here"\?\)/)
})

test('refuses texts that are no kubeconfig', async () => {
  for (const text of ['', 'just text', 'a: [', 'apiVersion: v1'])
    assert.match((await rejection(connectCluster({ kubeconfig: text }))).message, /kubeconfig/)
})

test.run()
