import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import { loadInventory } from '../../../src/engine/inventory/index.ts'
import { namesOf, variablesOf, withFiles } from './files.ts'

const test = suite('inventory/load')

const FLEET = `
all:
  vars: { level: all, only_all: 1 }
  children:
    cluster:
      vars: { level: cluster }
      children:
        masters: { hosts: { "master[1:2]": } }
        nodes:
          hosts:
            node1: { level: host }
            node2:
          vars: { level: nodes }
    spare:
  hosts:
    lonely:
`

test('knows hosts in their order, and the groups above their own', () => {
  withFiles({ 'hosts.yml': FLEET }, folder => {
    const inventory = loadInventory([join(folder, 'hosts.yml')])

    assert.equal(namesOf(inventory.hosts), ['master1', 'master2', 'node1', 'node2', 'lonely'])
    assert.equal(inventory.hosts[2]?.groups, ['cluster', 'nodes'])
    assert.equal(inventory.groups['cluster'], ['master1', 'master2', 'node1', 'node2'])
    assert.equal(inventory.groups['spare'], [])
    assert.equal(inventory.groups['ungrouped'], ['lonely'])
    assert.is(inventory.file, join(folder, 'hosts.yml'))
    assert.is(inventory.directory, folder)
  })
})

test('lets the nearer definition win: all, parents, children, the host', () => {
  withFiles({ 'hosts.yml': FLEET }, folder => {
    const inventory = loadInventory([join(folder, 'hosts.yml')])

    assert.is(variablesOf(inventory, 'lonely')['level'], 'all')
    assert.is(variablesOf(inventory, 'master1')['level'], 'cluster')
    assert.is(variablesOf(inventory, 'node2')['level'], 'nodes')
    assert.is(variablesOf(inventory, 'node1')['level'], 'host')
    assert.is(variablesOf(inventory, 'node1')['only_all'], 1)
  })
})

test('merges siblings by name, unless a priority says otherwise', () => {
  const groups = (priority: string): string =>
    `a: { hosts: { h: }, vars: { x: a${priority} } }\nb: { hosts: { h: }, vars: { x: b } }\n`
  withFiles(
    { 'plain.yml': groups(''), 'first.yml': groups(', ansible_group_priority: 5') },
    folder => {
      assert.is(variablesOf(loadInventory([join(folder, 'plain.yml')]), 'h')['x'], 'b')
      assert.is(variablesOf(loadInventory([join(folder, 'first.yml')]), 'h')['x'], 'a')
    },
  )
})

test('ranks the files beside inventory and playbook as the documentation does', () => {
  const files = {
    'inventory/hosts.yml': 'web: { hosts: { h: { v6: file } }, vars: { v1: file, v2: file } }',
    'inventory/group_vars/all.yml': 'v2: inventory all\nv3: inventory all\n',
    'play/group_vars/all.yaml': 'v3: playbook all\nv4: playbook all\n',
    'inventory/group_vars/web/a.yml': 'v4: inventory web\nv5: inventory web a\n',
    'inventory/group_vars/web/b.yml': 'v5: inventory web b\n',
    'play/group_vars/web': 'v5: playbook web\nv6: playbook web\n',
    'inventory/host_vars/h.json': '{"v6": "inventory host", "v7": "inventory host"}',
    'play/host_vars/h.yml': 'v7: playbook host',
  }
  withFiles(files, folder => {
    const inventory = loadInventory([join(folder, 'inventory')], {
      playbookDirectory: join(folder, 'play'),
    })

    assert.equal(variablesOf(inventory, 'h'), {
      v1: 'file',
      v2: 'inventory all',
      v3: 'playbook all',
      v4: 'inventory web',
      v5: 'playbook web',
      v6: 'inventory host',
      v7: 'playbook host',
    })
  })
})

test('merges several sources in order, and the files of a folder by name', () => {
  const files = {
    'fleet/10-base.yml': 'web: { hosts: { h: { x: base } } }',
    'fleet/20-more.yml': 'web: { hosts: { h: { x: more }, i: } }',
    'fleet/notes.txt': 'not an inventory',
    'override.yml': 'web: { hosts: { h: { x: override } } }',
  }
  withFiles(files, folder => {
    const inventory = loadInventory([join(folder, 'fleet'), join(folder, 'override.yml')])

    assert.is(variablesOf(inventory, 'h')['x'], 'override')
    assert.equal(inventory.groups['web'], ['h', 'i'])
  })
})

test('takes a list of hosts with commas, with ranges and ports', () => {
  const inventory = loadInventory(['a,b[1:2]:2222,'])

  assert.equal(namesOf(inventory.hosts), ['a', 'b1', 'b2'])
  assert.equal(variablesOf(inventory, 'b2'), { ansible_port: 2222 })
})

test('remembers where a variable was written', () => {
  withFiles({ 'hosts.yml': FLEET }, folder => {
    const host = loadInventory([join(folder, 'hosts.yml')]).hosts[2]
    const { vars } = host?.layers.at(-1) ?? {}

    assert.is(vars?.places?.key([...vars.at, 'level']).line, 11)
  })
})

const BROKEN: readonly [text: string, message: string, position: string, hint?: string][] = [
  [
    'web:\n  hosts:\n    - web1\n',
    'hosts of group "web" must be a mapping, not a list',
    '3:5',
    '`web1:`',
  ],
  ['web:\n  host:\n', 'group "web": unknown key "host" (did you mean "hosts"?)', '2:3', 'children'],
  ['all:\n  children: [web]\n', 'children of group "all" must be a mapping, not a list', '2:13'],
  ['web:\n  vars: 3\n', 'variables of group web must be a mapping, not "3"', '2:9'],
  ['- web1\n', 'an inventory must be a mapping, not a list', '1:1'],
  ['web:\n  hosts:\n    h[3:1]:\n', 'host name "h[3:1]": "[3:1]" counts down', '3:5'],
  [
    'a: { children: { b: } }\nb: { children: { c: } }\nc: { children: { a: } }\n',
    'groups contain each other: a > b > c > a',
    '1:18',
  ],
  [
    'a:\n  vars: { ansible_group_priority: high }\n',
    'group "a": ansible_group_priority must be a whole number',
    '2:35',
  ],
  ['all:\n\thosts:\n', 'a tab character is used for indentation', '2:1'],
]
for (const [text, message, position, hint] of BROKEN)
  test(`refuses: ${message}`, () => {
    withFiles({ 'hosts.yml': text }, folder => {
      const fault = faultOf(() => loadInventory([join(folder, 'hosts.yml')]))

      assert.is(fault.message, message)
      assert.is(`${fault.place?.line}:${fault.place?.column}`, position)
      assert.ok(fault.place?.file.endsWith('hosts.yml'))
      if (hint) assert.match(fault.hint ?? '', hint)
    })
  })

test('points into the variable file that is wrong', () => {
  withFiles({ 'hosts.yml': 'web: { hosts: { h: } }', 'group_vars/web.yml': '- x\n' }, folder => {
    const fault = faultOf(() => loadInventory([join(folder, 'hosts.yml')]))

    assert.match(fault.message, /variables have to be a mapping/)
    assert.ok(fault.place?.file.endsWith('group_vars/web.yml'))
  })
})

test('says of an encrypted file that it is one', () => {
  const files = {
    'hosts.yml': 'web: { hosts: { h: } }',
    'group_vars/web.yml': '$ANSIBLE_VAULT;1.1;AES256\n3139\n',
  }
  withFiles(files, folder => {
    const fault = faultOf(() => loadInventory([join(folder, 'hosts.yml')]))

    assert.match(fault.hint ?? '', /ansible-vault/)
  })
})

test('tells an INI inventory from broken YAML', () => {
  withFiles({ hosts: '[web]\nweb1 ansible_port=22\n' }, folder => {
    const fault = faultOf(() => loadInventory([join(folder, 'hosts')]))

    assert.match(fault.message, /is not a YAML inventory/)
  })
})

test('asks for the comma when a host is given in place of a file', () => {
  const fault = faultOf(() => loadInventory(['no-such-host']))

  assert.is(fault.hint, 'a host instead of a file needs a comma behind it: `-i no-such-host,`')
})

function faultOf(work: () => unknown): Fault {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test.run()
