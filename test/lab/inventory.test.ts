import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseYaml } from '../../src/base/yaml.ts'
import { hostsText } from '../../src/lab/furnish/base.ts'
import { inventoryText } from '../../src/lab/inventory.ts'
import { newLab } from '../../src/lab/record.ts'

const lab = newLab("/home/o'neill/100% my lab", 7, ['master1', 'infra1', 'node1', 'node2'])
const passwords = { developer: 'abc', stranger: 'def' }

interface Group {
  hosts: Record<string, Record<string, unknown> | null>
}

function inventory(): Group & { children: Record<string, Group>; vars: Record<string, unknown> } {
  const { value } = parseYaml(inventoryText(lab, passwords), 'inventory.lab.yaml')
  return (value as { all: ReturnType<typeof inventory> }).all
}

test('names every host with its address', () => {
  const { hosts } = inventory()
  assert.equal(Object.keys(hosts), ['master1', 'infra1', 'node1', 'node2'])
  assert.is(hosts['node2']?.['ansible_host'], '127.77.7.14')
})

test('puts hosts into the groups that the playbook plays on', () => {
  const { children } = inventory()
  const members = Object.fromEntries(
    Object.entries(children).map(([name, { hosts }]) => [name, Object.keys(hosts)]),
  )
  assert.equal(members, {
    masters: ['master1'],
    nodes: ['master1', 'infra1', 'node1', 'node2'],
    infra: ['infra1'],
    registry: ['infra1'],
  })
})

test('says how to reach the fleet, whatever the directory is called', () => {
  const { vars } = inventory()
  assert.is(vars['ansible_port'], 2222)
  assert.is(vars['ansible_ssh_private_key_file'], "/home/o'neill/100%% my lab/.lab/id_ed25519")
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${vars['ansible_ssh_common_args']}`])
  assert.is(
    String(stdout),
    `-o\nUserKnownHostsFile="/home/o'neill/100%% my lab/.lab/known_hosts"\n`,
  )
  assert.is(vars['registry_service_ip'], '127.78.7.5')
  assert.equal(vars['node_labels'], { infra1: { region: 'infra' } })
})

test('lets hosts know each other by name', () => {
  const text = hostsText(lab)
  assert.match(text, '127.77.7.12 infra1.lab.test infra1\n')
  assert.match(text, /127\.77\.7\.11 master1\.lab\.test master1 kubernetes\.default/)
})

test.run()
