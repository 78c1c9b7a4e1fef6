import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('include')
test.before.each(context => {
  context.bench = makeBench(3)
})
test.after.each(({ bench }) => clearBench(bench))

test('takes hosts that include the same file through it together', async ({ bench }) => {
  bench.file('web.yaml', "- name: web\n  say: '{{which}}'\n")
  bench.file('db.yaml', "- name: db\n  say: '{{which}}'\n")
  const played = await bench.play(`
- hosts: all
  gather_facts: false
  tasks:
    - include_tasks: '{{#if (eq inventory_hostname "h2")}}db.yaml{{else}}web.yaml{{/if}}'
      vars: { which: 'for {{inventory_hostname}}' }
      when: inventory_hostname != "h3"
    - name: all
      say: x
`)

  const included = played.events.filter(event => event.kind === 'included')
  assert.equal(
    included.map(({ hosts }) => hosts),
    [['h1'], ['h2']],
  )
  assert.is(played.said('web', 'h1'), 'for h1')
  assert.is(played.said('db', 'h2'), 'for h2')
  assert.equal(
    played.log.filter(line => line.startsWith('h3')),
    ['h3: include_tasks: skipped', 'h3: all: ok'],
  )
  assert.is(played.end.recap['h1']?.ok, 3)
  assert.is(played.end.recap['h3']?.skipped, 1)
})

test('includes once for each item, which the steps see', async ({ bench }) => {
  bench.file('one.yaml', "- name: one\n  say: '{{item}} {{at}}'\n")
  const played = await bench.play(`
- hosts: h1:h2
  gather_facts: false
  tasks:
    - include_tasks: one.yaml
      loop: [a, b, c]
      loop_control: { index_var: at }
      when: item != "b"
`)

  assert.equal(
    played.finished
      .filter(event => event.task.name === 'one')
      .map(({ host, outcome }) => `${host} ${'result' in outcome ? outcome.result?.['msg'] : ''}`),
    ['h1 a 0', 'h2 a 0', 'h1 c 2', 'h2 c 2'],
  )
  assert.equal(
    played.events.flatMap(event => (event.kind === 'included' ? [event.label] : [])),
    ['a', 'c'],
  )
})

test('brings a role with its defaults, parameters and handlers', async ({ bench }) => {
  bench.file('roles/tool/defaults/main.yaml', 'colour: red\nsize: small\n')
  bench.file(
    'roles/tool/tasks/main.yaml',
    "- name: made\n  put: { path: '{{dir}}/a', content: '{{colour}} {{size}}' }\n  notify: polish\n",
  )
  bench.file('roles/tool/handlers/main.yaml', "- name: polish\n  say: '{{colour}} {{role_name}}'\n")
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - include_role: { name: tool }
      vars: { colour: blue }
    - say: '{{default colour "none"}}'
`)

  assert.is(played.said('tool : polish'), 'blue tool')
  assert.is(played.said('say'), 'none')
  assert.is(played.end.recap['h1']?.ok, 4)
})

test('fails the hosts for which there is no such file, and rescues them', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - block:
        - include_tasks: '{{inventory_hostname}}.yaml'
      rescue:
        - name: rescue
          say: '{{ansible_failed_result.msg}}'
`)

  assert.match(String(played.said('rescue')), /h1\.yaml/)
  assert.is(played.end.recap['h1']?.rescued, 1)
})

test.run()
