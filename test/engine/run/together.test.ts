import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('together')
test.before.each(context => {
  context.bench = makeBench(3)
})
test.after.each(({ bench }) => clearBench(bench))

const ALL = `
- hosts: all
  gather_facts: false
`

test('lets no host pass a task that others can see before all have reached it', async ({
  bench,
}) => {
  await bench.play(
    `${ALL}
  tasks:
    - put: { path: '{{dir}}/a', content: a }
    - run: ls {{root}}/*/a | wc -l >{{dir}}/count
`,
    { extraVars: [{ name: 'x', vars: { value: { root: bench.root }, at: [] } }] },
  )

  for (const host of ['h1', 'h2', 'h3']) {
    assert.is(readFileSync(join(bench.root, host, 'count'), 'utf8').trim(), '3')
  }
})

test('waits for the others where a host asks for their variables', async ({ bench }) => {
  const played = await bench.play(`${ALL}
  tasks:
    - look: echo {{inventory_hostname}}
      register: me
    - put: { path: '{{dir}}/a', content: a }
    - look: echo {{hostvars.h1.me.stdout}}{{hostvars.h2.me.stdout}}{{hostvars.h3.me.stdout}}
      register: them
    - say: '{{them.stdout}}'
`)

  assert.is(played.said('say', 'h1'), 'h1h2h3')
  assert.is(played.said('say', 'h3'), 'h1h2h3')
  assert.is(bench.hosts.batchesOf('h2').length, 2)
})

test('starts every task once and ends it after its last result', async ({ bench }) => {
  const played = await bench.play(`${ALL}
  tasks:
    - name: one
      look: '{{#if (eq inventory_hostname "h2")}}exit 3{{else}}true{{/if}}'
    - name: two
      look: 'true'
    - name: three
      say: x
`)

  const started = played.events.filter(event => event.kind === 'taskStarted')
  const ended = played.events.filter(event => event.kind === 'taskEnded')
  assert.equal(
    started.map(event => [event.task.name, event.hosts.length]),
    [
      ['one', 3],
      ['two', 3],
      ['three', 2],
    ],
  )
  assert.equal(ended.map(event => event.task.name).sort(), ['one', 'three', 'two'])
  for (const { task } of ended) {
    const last = played.events.findLastIndex(
      event => event.kind === 'taskFinished' && event.task.id === task.id,
    )
    assert.ok(played.events.findIndex(e => e.kind === 'taskEnded' && e.task.id === task.id) > last)
  }
})

test('works on as many hosts at a time as there are forks', async ({ bench }) => {
  const playbook = `${ALL}
  tasks:
    - run: mkdir {{root}}/busy && sleep 0.05 && rmdir {{root}}/busy
`
  const extraVars = [{ name: 'x', vars: { value: { root: bench.root }, at: [] } }]

  const one = await bench.play(playbook, { forks: 1, extraVars })

  assert.is(one.end.exitCode, 0)
})

test('runs a task once and gives all hosts its result', async ({ bench }) => {
  const played = await bench.play(`${ALL}
  tasks:
    - run: echo {{inventory_hostname}}
      run_once: true
      register: it
    - set: { colour: '{{inventory_hostname}}' }
      run_once: true
    - say: '{{it.stdout}} {{colour}}'
`)

  assert.is(played.said('say', 'h3'), 'h1 h1')
  assert.equal(played.finished.filter(event => event.task.module === 'run').length, 1)
})

test('fails every host with the one that ran a task once', async ({ bench }) => {
  const played = await bench.play(`${ALL}
  tasks:
    - run: exit 3
      run_once: true
    - say: never
`)

  assert.equal(played.log, ['h1: run: failed'])
  assert.is(played.events.filter(event => event.kind === 'noHostsLeft').length, 1)
  assert.equal(Object.keys(played.end.recap), ['h1'])
})

test('works on the delegate with the variables of the host', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1:h2
  gather_facts: false
  tasks:
    - run: echo {{inventory_hostname}} >>{{hostvars.h3.dir}}/log
      delegate_to: h3
      register: it
      notify: later
  handlers:
    - name: later
      run: echo {{it.rc}}
`)

  assert.is(readFileSync(join(bench.root, 'h3/log'), 'utf8').split('\n').length, 3)
  assert.equal(new Set(bench.hosts.sent.map(({ host }) => host)), new Set(['h3', 'h1', 'h2']))
  const [first] = played.finished
  assert.is(first?.delegate, 'h3')
  assert.is(played.end.recap['h1']?.changed, 2)
  assert.is(played.end.recap['h3'], undefined)
  assert.equal(bench.hosts.pendingOn('h1'), [])
  assert.equal(bench.hosts.pendingOn('h3'), [])
})

test('delegates item by item, to hosts that are in no inventory too', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - run: echo x
      delegate_to: '{{item}}'
      loop: [h2, elsewhere, h2]
`)

  assert.equal(
    bench.hosts.sent.map(({ host }) => host),
    ['h2', 'elsewhere', 'h2'],
  )
  assert.is(played.end.recap['h1']?.changed, 1)
})

test('takes the hosts in batches, each through the whole play', async ({ bench }) => {
  const played = await bench.play(`
- hosts: all
  serial: 2
  gather_facts: false
  tasks:
    - run: echo x
      notify: again
    - say: '{{length ansible_play_batch}} of {{length ansible_play_hosts}}'
  handlers:
    - name: again
      run: echo again
`)

  assert.is(played.said('say', 'h1'), '2 of 3')
  assert.is(played.said('say', 'h3'), '1 of 3')
  assert.equal(played.log.slice(-3), ['h3: run: changed', 'h3: say: ok', 'h3: again: changed'])
})

test('ends the run with a batch that failed whole', async ({ bench }) => {
  const played = await bench.play(`
- hosts: all
  serial: 1
  gather_facts: false
  tasks:
    - run: '{{#if (eq inventory_hostname "h2")}}exit 3{{else}}true{{/if}}'
- hosts: all
  gather_facts: false
  tasks:
    - say: never
`)

  assert.equal(played.log, ['h1: run: changed', 'h2: run: failed'])
  assert.is(played.events.filter(event => event.kind === 'noHostsLeft').length, 1)
})

test('takes all hosts out when any failure is fatal, and lets a block rescue them', async ({
  bench,
}) => {
  const fatal = await bench.play(`
- hosts: all
  any_errors_fatal: true
  gather_facts: false
  tasks:
    - block:
        - look: '{{#if (eq inventory_hostname "h2")}}exit 3{{else}}true{{/if}}'
        - say: never
      rescue:
        - name: rescued
          say: x
    - name: fatal
      run: '{{#if (eq inventory_hostname "h3")}}exit 3{{else}}true{{/if}}'
    - say: never
- hosts: all
  gather_facts: false
  tasks:
    - say: never
`)

  assert.equal(fatal.log.filter(line => line.includes('rescued')).length, 3)
  assert.not.ok(fatal.log.some(line => line.includes('say')))
  assert.is(fatal.end.recap['h1']?.failed, 0)
  assert.is(fatal.end.recap['h2']?.rescued, 1)
  assert.is(fatal.end.recap['h3']?.failed, 1)
  assert.is(fatal.end.exitCode, 2)
})

test('ends the play when more hosts fail than it allows', async ({ bench }) => {
  const play = (percent: number): string => `
- hosts: all
  max_fail_percentage: ${percent}
  gather_facts: false
  tasks:
    - look: '{{#if (eq inventory_hostname "h2")}}exit 3{{else}}true{{/if}}'
    - say: x
`
  const strict = await bench.play(play(33))
  const mild = await bench.play(play(34))

  assert.is(strict.log.length, 3)
  assert.is(mild.log.length, 5)
})

test('leaves early with end_host and end_play, after the handlers that are due', async ({
  bench,
}) => {
  const played = await bench.play(`${ALL}
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: due
    - meta: end_host
      when: inventory_hostname == "h1"
    - name: two
      say: x
    - meta: end_play
      when: inventory_hostname == "h2"
    - name: none
      say: x
  handlers:
    - name: due
      run: touch {{dir}}/due
- hosts: all
  gather_facts: false
  tasks:
    - name: later
      say: x
`)

  assert.equal(
    played.log.filter(line => line.includes('two')),
    ['h2: two: ok', 'h3: two: ok'],
  )
  assert.not.ok(played.log.some(line => line.includes('none')))
  assert.is(played.log.filter(line => line.includes('later')).length, 3)
  assert.ok(existsSync(join(bench.root, 'h1/due')))
})

test('brings hosts back with clear_host_errors', async ({ bench }) => {
  const played = await bench.play(`${ALL}
  tasks:
    - look: '{{#if (eq inventory_hostname "h2")}}exit 3{{else}}true{{/if}}'
    - meta: clear_host_errors
    - say: x
`)

  assert.is(played.log.filter(line => line.includes('say')).length, 3)
})

test.run()
