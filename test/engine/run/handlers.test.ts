import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('handlers')
test.before.each(context => {
  context.bench = makeBench(2)
})
test.after.each(({ bench }) => clearBench(bench))

test('runs handlers in order of definition, once, on the hosts that notified them', async ({
  bench,
}) => {
  const played = await bench.play(`
- hosts: all
  gather_facts: false
  pre_tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: [second, topic]
    - put: { path: '{{dir}}/b', content: b }
      notify: second
      when: inventory_hostname == "h1"
  tasks:
    - say: between
  handlers:
    - name: first
      run: echo first >>{{dir}}/log
      listen: topic
    - name: second
      run: echo second >>{{dir}}/log
    - name: third
      run: echo third >>{{dir}}/log
      listen: [other, topic]
`)

  assert.equal(
    played.log.filter(line => line.startsWith('h1')),
    [
      'h1: put: changed',
      'h1: put: changed',
      'h1: first: changed',
      'h1: second: changed',
      'h1: third: changed',
      'h1: say: ok',
    ],
  )
  assert.is(readFileSync(join(bench.root, 'h2/log'), 'utf8'), 'first\nsecond\nthird\n')
  assert.ok(played.finished.filter(event => event.task.handler).length === 6)
  assert.equal(bench.hosts.pendingOn('h1'), [])
})

test('runs nothing that nothing notified, nor on a second run', async ({ bench }) => {
  const playbook = `
- hosts: all
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
  handlers:
    - name: restart
      run: 'true'
`
  await bench.play(playbook)

  const second = await bench.play(playbook)

  assert.equal([...second.log].sort(), ['h1: put: ok', 'h2: put: ok'])
})

test('lets a handler notify others, before and behind it', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: middle
    - meta: flush_handlers
    - say: after
  handlers:
    - name: early
      say: x
    - name: middle
      run: 'true'
      notify: [early, late]
    - name: late
      say: x
`)

  assert.equal(played.log, [
    'h1: put: changed',
    'h1: middle: changed',
    'h1: early: ok',
    'h1: late: ok',
    'h1: say: ok',
  ])
})

const RISKY = `
- hosts: all
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
    - look: '{{command}}'
  handlers:
    - name: restart
      run: echo restarted >>{{dir}}/log
`

test('remembers on the host what was due when it failed, and does it in the next run', async ({
  bench,
}) => {
  const failed = await bench.play(RISKY, { extraVars: [vars({ command: 'exit 3' })] })
  assert.equal(
    failed.log.filter(line => line.includes('restart')),
    [],
  )
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])

  const second = await bench.play(RISKY, { extraVars: [vars({ command: 'true' })] })

  assert.equal(
    second.log.filter(line => line.startsWith('h1')),
    ['h1: put: ok', 'h1: look: ok', 'h1: restart: changed'],
  )
  assert.equal(second.warnings.sort(), [
    'h1: handler "restart" is due since an earlier run',
    'h2: handler "restart" is due since an earlier run',
  ])
  assert.is(readFileSync(join(bench.root, 'h1/log'), 'utf8'), 'restarted\n')
  assert.equal(bench.hosts.pendingOn('h1'), [])

  const third = await bench.play(RISKY, { extraVars: [vars({ command: 'true' })] })
  assert.is(third.end.recap['h1']?.changed, 0)
})

test('remembers before the change what a host that is lost will have to do', async ({ bench }) => {
  bench.hosts.isLost = (host, { check }) => host === 'h1' && check?.includes('true') === true

  const lost = await bench.play(RISKY, { extraVars: [vars({ command: 'true' })] })

  assert.is(lost.end.exitCode, 4)
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])
  assert.equal(bench.hosts.pendingOn('h2'), [])
})

test('keeps what is due when the handler fails', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
  handlers:
    - name: restart
      run: exit 3
`)

  assert.is(played.end.exitCode, 2)
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])
})

test('takes a handler whose condition is false as done', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
  handlers:
    - name: restart
      run: exit 3
      when: false
    - name: again
      run: 'true'
      loop: [1, 2]
      listen: restart
`)

  assert.equal(played.log, ['h1: put: changed', 'h1: restart: skipped', 'h1: again: changed'])
  assert.equal(bench.hosts.pendingOn('h1'), [])
})

test('takes the handler of the play before one of a role, and the first of a list', async ({
  bench,
}) => {
  const handlers = (text: string): string => `
- name: restart
  say: ${text}
- name: restart
  say: second
`
  bench.file('roles/r/handlers/main.yaml', handlers('role'))
  bench.file('roles/r/tasks/main.yaml', "- alter: {}\n  notify: ['r : restart', restart]\n")
  const play = (more: string): string => `
- hosts: h1
  gather_facts: false
  roles: [r]
${more}
`
  const alone = await bench.play(play(''))
  const both = await bench.play(play(`  handlers:${handlers('play').replaceAll('\n', '\n    ')}`))

  assert.equal(alone.log.slice(1), ['h1: r : restart: ok'])
  assert.is(both.said('restart'), 'play')
  assert.is(both.said('r : restart'), 'role')
})

test('runs handlers on failed hosts where they are forced', async ({ bench }) => {
  const played = await bench.play(
    RISKY.replace('gather_facts', 'force_handlers: true\n  gather_facts'),
    { extraVars: [vars({ command: 'exit 3' })] },
  )

  assert.equal(
    played.log.filter(line => line.startsWith('h1')),
    ['h1: put: changed', 'h1: look: failed', 'h1: restart: changed'],
  )
  assert.is(played.end.exitCode, 2)
  assert.equal(bench.hosts.pendingOn('h1'), [])
})

test('notes down what a task that is done here has notified', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - alter: {}
      notify: restart
    - reach: { path: '{{dir}}/a', content: a }
      notify: other
    - run: exit 3
  handlers:
    - name: restart
      say: x
    - name: other
      say: x
`)

  assert.is(played.end.exitCode, 2)
  assert.equal(bench.hosts.pendingOn('h1'), ['other', 'restart'])
  assert.equal(
    bench.hosts.settled.map(({ add }) => add),
    [['restart']],
  )
})

test('takes back what was noted for a task that its own condition calls unchanged', async ({
  bench,
}) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - run: echo same
      register: it
      changed_when: it.stdout != "same"
      notify: restart
    - look: echo new
      register: it
      changed_when: it.stdout == "new"
      notify: other
    - look: exit 3
  handlers:
    - name: restart
      say: x
    - name: other
      say: x
`)

  assert.is(played.end.exitCode, 2)
  assert.equal(bench.hosts.pendingOn('h1'), ['other'])
})

test('refuses a name without a handler before anything is changed', async ({ bench }) => {
  const played = await bench.play(
    `
- hosts: h1
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: '{{name}}'
  handlers:
    - name: restart docker
      say: x
`,
    { extraVars: [vars({ name: 'restart dokcer' })] },
  )

  const outcome = played.outcome('put')
  assert.match(
    outcome && 'reason' in outcome ? outcome.reason : '',
    /no handler is called "restart dokcer" \(did you mean "restart docker"\?\)/,
  )
  assert.is(bench.hosts.sent.length, 0)
})

test('says what is due and can be done by no handler of the playbook', async ({ bench }) => {
  await bench.play(RISKY, { extraVars: [vars({ command: 'exit 3' })] })

  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - look: 'true'
`)

  assert.equal(played.warnings, [
    'h1: still due since an earlier run, and no handler of this playbook: restart',
  ])
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])
})

test.run()

function vars(value: Record<string, unknown>) {
  return { name: 'extra vars', vars: { value, at: [] }, literal: true }
}
