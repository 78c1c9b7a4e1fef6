import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('care')
test.before.each(context => {
  context.bench = makeBench(2)
})
test.after.each(({ bench }) => clearBench(bench))

const CHANGES = `
- hosts: h1
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
    - run: touch {{dir}}/b
      register: it
    - load: { path: '{{dir}}/c', content: c }
    - reach: { path: '{{dir}}/d', content: d }
    - look: touch {{dir}}/real
      check_mode: false
    - say: '{{default it.skipped false}} {{it.rc}} [{{it.stdout}}]'
  handlers:
    - name: restart
      put: { path: '{{dir}}/restarted', content: a }
`

test('says in check mode what would change, and changes nothing', async ({ bench }) => {
  const checked = await bench.play(CHANGES, { check: true })
  for (const name of ['a', 'b', 'c', 'd', 'restarted']) {
    assert.not.ok(existsSync(join(bench.root, 'h1', name)), name)
  }
  assert.equal(bench.hosts.pendingOn('h1'), [])
  assert.equal(checked.log, [
    'h1: put: changed',
    'h1: run: skipped',
    'h1: load: changed',
    'h1: reach: changed',
    'h1: look: ok',
    'h1: say: ok',
    'h1: restart: changed',
  ])
  assert.is(checked.said('say'), 'true 0 []')

  await bench.play(CHANGES)
  const again = await bench.play(CHANGES, { check: true })
  assert.is(again.end.recap['h1']?.changed, 0)
})

test('reports what is due in check mode and leaves it due', async ({ bench }) => {
  await bench.play(CHANGES.replace("'{{dir}}/restarted'", "'/nowhere/at/all'"))
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])

  const checked = await bench.play(CHANGES, { check: true })

  assert.equal(checked.warnings, ['h1: handler "restart" is due since an earlier run'])
  assert.equal(checked.outcome('restart')?.kind, 'changed')
  assert.equal(bench.hosts.pendingOn('h1'), ['restart'])
})

test('shows differences only where they are asked for, and no secrets in them', async ({
  bench,
}) => {
  const playbook = `
- hosts: h1
  gather_facts: false
  tasks:
    - name: secret
      put: { path: '{{dir}}/a', content: hunter2 }
    - name: quiet
      load: { path: '{{dir}}/b', content: x }
      diff: false
`
  const plain = await bench.play(playbook, { check: true })
  const shown = await bench.play(playbook, { check: true, diff: true })

  const outcome = shown.outcome('secret')
  const differences = outcome && 'differences' in outcome ? outcome.differences : undefined
  assert.is(differences?.length, 1)
  assert.not.match(JSON.stringify(shown.events), /hunter2/)
  assert.not.ok('differences' in (plain.outcome('secret') ?? {}))
})

test('hides what no_log hides from events, and nothing from the play', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - name: hidden
      look: echo hunter2
      no_log: true
      register: it
    - name: loop
      look: echo hunter2 {{item}} >&2; exit 3
      no_log: true
      loop: [hunter2]
      ignore_errors: true
    - put: { path: '{{dir}}/a', content: '{{it.stdout}}' }
`)

  assert.not.match(JSON.stringify(played.finished.filter(e => e.task.name !== 'put')), /hunter2/)
  assert.is(readFileSync(join(bench.root, 'h1/a'), 'utf8'), 'hunter2')
  assert.is(played.end.exitCode, 0)
})

test('loses one host in mid-batch and finishes on the others', async ({ bench }) => {
  bench.hosts.isLost = (host, { check }) => host === 'h1' && check?.includes('lost') === true

  const played = await bench.play(`
- hosts: all
  gather_facts: false
  tasks:
    - name: before
      look: 'true'
    - name: during
      look: true lost
    - name: after
      look: 'true'
    - name: last
      look: 'true'
- hosts: all
  gather_facts: false
  tasks:
    - name: later
      say: x
`)

  assert.equal(
    played.log.filter(line => line.startsWith('h1')),
    ['h1: before: ok', 'h1: during: unreachable'],
  )
  assert.is(played.log.filter(line => line.startsWith('h2')).length, 5)
  const outcome = played.outcome('during')
  assert.match(
    outcome && 'reason' in outcome ? outcome.reason : '',
    /connection lost; .*whether the 2 tasks sent along behind it ran is unknown/,
  )
  assert.is(played.end.exitCode, 4)
  assert.is(played.end.recap['h1']?.unreachable, 1)
  assert.is(bench.hosts.open, 0)
})

test('goes on without a host that nobody reaches, and with it where that is ignored', async ({
  bench,
}) => {
  bench.hosts.away.add('h1')

  const played = await bench.play(`
- hosts: all
  gather_facts: false
  tasks:
    - name: first
      look: 'true'
      ignore_unreachable: true
    - name: second
      look: 'true'
    - name: third
      look: 'true'
`)

  assert.equal(
    played.log.filter(line => line.startsWith('h1')),
    ['h1: first: unreachable', 'h1: second: unreachable'],
  )
  assert.is(played.log.filter(line => line.startsWith('h2')).length, 3)
})

test('stops at an interrupt: sends nothing more and closes everything', async ({ bench }) => {
  const stop = new AbortController()
  const playing = bench.play(
    `
- hosts: all
  gather_facts: false
  tasks:
    - run: touch {{dir}}/begun; sleep 30
    - say: never
`,
    { signal: stop.signal },
  )
  while (!existsSync(join(bench.root, 'h1/begun'))) await new Promise(setImmediate)
  stop.abort()

  const { end, events, log } = await playing
  assert.is(end.exitCode, 130)
  assert.equal(log, [])
  const last = events.at(-1)
  assert.ok(last?.kind === 'runEnded' && last.interrupted)
  const tasks = (kind: string) =>
    events.flatMap(event => (event.kind === kind ? [event] : [])).length
  assert.is(tasks('taskEnded'), tasks('taskStarted'), 'reporters wait for every end')
  assert.is(bench.hosts.open, 0)
})

test('ends a task that is done here when its time is up', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - dawdle: {}
      timeout: 0.01
`)

  const outcome = played.outcome('dawdle')
  assert.is(outcome && 'reason' in outcome && outcome.reason, 'timed out after 0.01 s')
})

test('refuses a way to become another that it does not have', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - look: echo x
      become: true
      become_method: '{{how}}'
      vars: { how: doas }
`)

  const outcome = played.outcome('look')
  assert.match(outcome && 'reason' in outcome ? outcome.reason : '', /^become_method: .*"doas"/)
  assert.is(bench.hosts.sent.length, 0)
})

test('becomes whom variables, keywords and the command line name, in that order', async ({
  bench,
}) => {
  bench.file('host_vars/h2.yaml', 'ansible_become_user: carol\nansible_become_password: s3cret\n')
  await bench.play(
    `
- hosts: all
  gather_facts: false
  tasks:
    - look: echo one
    - look: echo two
      become_user: bob
    - look: echo three
      become: false
`,
    { become: { user: 'alice' }, user: 'ops' },
  )

  const sessions = (host: string): string[] =>
    bench.hosts.batchesOf(host).map(({ session }) => session)
  assert.equal(sessions('h1'), ['sudo:alice', 'sudo:bob', 'login'])
  assert.equal(sessions('h2'), ['sudo:carol', 'login'])
  assert.equal(
    bench.hosts.connected.map(({ user }) => user),
    ['ops', 'ops'],
  )
})

test('becomes nobody without -b, but with the password of the command line where a play asks', async ({
  bench,
}) => {
  const become = { user: 'root', password: 's3cret', always: false }
  await bench.play(
    `
- hosts: h1
  gather_facts: false
  tasks:
    - look: echo one
    - look: echo two
      become: true
`,
    { become },
  )

  assert.equal(
    bench.hosts.batchesOf('h1').map(({ session }) => session),
    ['login', 'sudo:root'],
  )
})

test('gathers facts as whom the play works', async ({ bench }) => {
  await bench.play(`
- hosts: h1
  become: true
  tasks:
    - look: echo one
`)

  assert.equal([...new Set(bench.hosts.sent.map(({ session }) => session))], ['sudo:root'])
})

test('does not become the user that it is', async ({ bench }) => {
  bench.file('host_vars/h1.yaml', 'ansible_user: root\nansible_port: "{{20 }}22"\n')
  await bench.play(`
- hosts: h1
  become: true
  gather_facts: false
  tasks:
    - look: echo one
`)

  assert.equal(
    bench.hosts.sent.map(({ session }) => session),
    ['login'],
  )
  assert.is(bench.hosts.connected[0]?.variables['ansible_user'], 'root')
})

test('exports the environment around a task, the inner names winning', async ({ bench }) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  environment: { A: outer, B: "it's {{inventory_hostname}}" }
  tasks:
    - look: echo "$A $B"
      environment: { A: inner }
      register: it
    - say: '{{it.stdout}}'
`)

  assert.is(played.said('say'), "inner it's h1")
})

test.run()
