import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseYaml } from '../../src/base/yaml.ts'
import { extraVars } from '../../src/cli/extraVars.ts'
import { type JobOptions, prepare } from '../../src/cli/job.ts'
import { hostListing } from '../../src/cli/listing.ts'
import { selectHosts } from '../../src/engine/inventory/index.ts'
import { defaultsIn } from './defaults.ts'

const OPTIONS: JobOptions = {
  inventory: ['inventory.example.yaml'],
  limit: undefined,
  tags: [],
  skipTags: [],
  extraVars: [],
  forks: 10,
  check: false,
  diff: false,
  user: undefined,
  privateKey: undefined,
  become: undefined,
  output: 'lines',
  verbosity: 0,
  file: undefined,
}

const shipped = ['playbooks/site.yaml', 'playbooks/ping.yaml']

for (const playbook of shipped) {
  test(`the example inventory is right for ${playbook}, and gives every play a host`, () => {
    const job = prepare(playbook, OPTIONS)

    for (const play of job.playbook.plays) assert.ok(job.hostsOf(play).length > 0, play.name)
    assert.match(hostListing(job), 'hosts (9):')
  })
}

test('the example inventory has three masters, one registry, two infra hosts and four nodes more', () => {
  const { inventory } = prepare('playbooks/ping.yaml', OPTIONS)
  const names = (pattern: string): string[] =>
    selectHosts(inventory, pattern).map(host => host.name)

  assert.is(inventory.hosts.length, 9)
  assert.equal(names('masters'), ['master1', 'master2', 'master3'].map(qualified))
  assert.equal(names('registry'), ['infra1'].map(qualified))
  assert.equal(names('nodes:!infra'), ['node1', 'node2', 'node3', 'node4'].map(qualified))
})

test('the users that the example inventory speaks of are what the registry takes', () => {
  const [, comment = ''] =
    /^ +# {3}(registry_users:\n(?: +# {3}.*\n)+)/m.exec(
      readFileSync('inventory.example.yaml', 'utf8'),
    ) ?? []
  const secrets = parseYaml(comment.replaceAll(/^ +# {3}/gm, ''), 'secrets').value
  const given = extraVars([JSON.stringify(secrets)])

  assert.equal(Object.keys(given[0]?.vars.value ?? {}), ['registry_users'])
  prepare('playbooks/site.yaml', { ...OPTIONS, extraVars: given })
})

test('every variable of the example inventory is one that a role or the engine knows', () => {
  const known = new Set(
    [...readFileSync('docs/roles.md', 'utf8').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name),
  )
  const { inventory } = prepare('playbooks/ping.yaml', OPTIONS)
  const names = inventory.hosts.flatMap(host =>
    host.layers.flatMap(({ vars }) => Object.keys(vars.value)),
  )
  const strange = names.filter(name => !known.has(name) && !name.startsWith('ansible_'))

  assert.equal(strange, [])
})

function qualified(name: string): string {
  return `${name}.example.com`
}

test('reads defaults: the comment above each value, lists on one line, and what is left to be set', () => {
  const text = `# For what.

# One.
# Two.
a: "{{b}}" # c

# Some.
list:
  - x
  - y

# Not given.
# d: 1
`

  assert.equal(defaultsIn(text), {
    summary: 'For what.',
    variables: [
      { name: 'a', meaning: 'One. Two.', value: '"{{b}}" # c' },
      { name: 'list', meaning: 'Some.', value: '[x, y]' },
      { name: 'd', meaning: 'Not given.', value: undefined },
    ],
  })
})

test.run()
