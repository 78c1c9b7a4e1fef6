import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'
import { ENGINE_MODULES } from '../../helpers/engineModules.ts'

const test = suite<{ bench: Bench }>('variables')
test.before.each(context => {
  context.bench = makeBench(2)
})
test.after.each(({ bench }) => clearBench(bench))

/** Each origin sets the names of all that it must not outrank, too: the last one that speaks is seen. */
const ORIGINS = [
  'role defaults',
  'inventory',
  'play',
  'file',
  'role vars',
  'block',
  'task',
  'set',
  'params',
  'extra',
]

function from(origin: string): Record<string, string> {
  const rank = ORIGINS.indexOf(origin)
  return Object.fromEntries(ORIGINS.slice(rank).map((_, index) => [`v${rank + index}`, origin]))
}

test('lets the later origin win, from role defaults to extra vars', async ({ bench }) => {
  // `vN` is set by all origins up to number N: the highest of them has to win.
  const upTo = (origin: string): string => JSON.stringify(from(origin))
  bench.file('host_vars/h1.yaml', upTo('inventory'))
  bench.file('vars.yaml', upTo('file'))
  bench.file('roles/r/defaults/main.yaml', upTo('role defaults'))
  bench.file('roles/r/vars/main.yaml', upTo('role vars'))
  bench.file(
    'roles/r/tasks/main.yaml',
    `
- set: ${upTo('set')}
  when: false
- block:
    - name: seen
      say: { msg: [${ORIGINS.map((_, index) => `'{{v${index}}}'`).join(', ')}] }
      vars: ${upTo('task')}
    - set: { only: set, v5: set, v6: set }
    - name: set
      say: '{{v5}} {{v6}} {{only}}'
      vars: { v6: task, only: task }
  vars: ${upTo('block')}
  when: true
`,
  )
  const params = Object.entries(from('params'))
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
  const played = await bench.play(
    `
- hosts: h1
  gather_facts: false
  vars: ${upTo('play')}
  vars_files: [vars.yaml]
  roles:
    - { role: r, ${params} }
`,
    { extraVars: [{ name: 'extra vars', vars: { value: from('extra'), at: [] } }] },
  )

  assert.equal(played.said('r : seen'), [
    'role defaults',
    'inventory',
    'play',
    'file',
    'role vars',
    'block',
    'task',
    'task',
    'params',
    'extra',
  ])
  assert.is(played.said('r : set'), 'set set set')
})

test('renders variables when used, with facts, and keeps results as they are', async ({
  bench,
}) => {
  const played = await bench.play(
    `
- hosts: h1
  vars: { kind: 'a {{ansible_colour}} tree', raw: '{{it.stdout}}' }
  tasks:
    - look: printf '%s' '{''{kind}''}'
      register: it
    - say: '{{kind}}'
    - name: raw
      say: '{{raw}}'
`,
    { setup: ENGINE_MODULES.get('survey') },
  )

  assert.is(played.said('say'), 'a plum tree')
  assert.is(played.said('raw'), '{{kind}}')
})

test('names a vars file by a fact once facts are there, and the first that exists', async ({
  bench,
}) => {
  bench.file('plum.yaml', 'taste: sweet\n')
  bench.file('other.yaml', 'smell: fine\n')
  const played = await bench.play(
    `
- hosts: h1
  vars_files: ['{{ansible_colour}}.yaml', [missing.yaml, other.yaml]]
  tasks:
    - say: '{{taste}} {{smell}}'
`,
    { setup: ENGINE_MODULES.get('survey') },
  )

  assert.is(played.said('say'), 'sweet fine')
})

test('gathers facts once a run and shows them to other hosts', async ({ bench }) => {
  const played = await bench.play(
    `
- hosts: h1
  tasks:
    - set: { mine: 7 }
- hosts: all
  tasks:
    - say: '{{hostvars.h1.ansible_colour}} {{hostvars.h1.mine}} {{hostvars.h2.dir}}'
`,
    { setup: ENGINE_MODULES.get('survey') },
  )

  assert.match(String(played.said('say', 'h2')), /^plum 7 \/.*h2$/)
  assert.is(played.log.filter(line => line.includes('Gathering Facts')).length, 2)
})

test('fills the magic names', async ({ bench }) => {
  bench.file(
    'roles/r/tasks/main.yaml',
    `- name: magic
  say:
    msg:
    - '{{inventory_hostname_short}} {{group_names.[0]}} {{groups.web.[0]}} {{length groups.all}}'
    - '{{role_name}} {{basename role_path}} {{ansible_play_name}} {{ansible_check_mode}}'
    - '{{length ansible_play_hosts_all}} {{ansible_run_tags.[0]}} {{wharf_version}}'
    - '{{basename playbook_dir}}{{#if (eq playbook_dir inventory_dir)}} same{{/if}}'
`,
  )
  const played = await bench.play(
    `
- name: the play
  hosts: all
  gather_facts: false
  roles: [r]
`,
    { magic: { wharf_version: '9.9' } },
  )

  const folder = bench.root.split('/').at(-1)
  assert.equal(played.said('r : magic'), [
    'h1 web h1 2',
    'r r the play false',
    '2 all 9.9',
    `${folder} same`,
  ])
})

test('chooses tasks by tags, and facts with them', async ({ bench }) => {
  const playbook = `
- hosts: h1
  tasks:
    - name: a
      say: x
      tags: a
    - name: b
      say: x
      tags: [b, never]
    - name: c
      say: x
`
  const setup = ENGINE_MODULES.get('survey')
  const names = async (only: string[], skip: string[]) => {
    const { finished } = await bench.play(playbook, { setup, tags: { only, skip } })
    return finished.map(event => event.task.name)
  }

  assert.equal(await names(['a'], []), ['Gathering Facts', 'a'])
  assert.equal(await names(['b'], []), ['Gathering Facts', 'b'])
  assert.equal(await names([], ['a', 'always']), ['c'])
})

test.run()
