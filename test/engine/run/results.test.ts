import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('results')
test.before.each(context => {
  context.bench = makeBench(1)
})
test.after.each(({ bench }) => clearBench(bench))

const play = (tasks: string): string => `
- hosts: all
  gather_facts: false
  tasks:
${tasks}
`

test('lets a later task of the same stretch see what an earlier one registered', async ({
  bench,
}) => {
  const played = await bench.play(
    play(`
    - look: echo pear
      register: fruit
    - put: { path: '{{dir}}/a', content: '{{fruit.stdout}}' }
    - put: { path: '{{dir}}/b', content: 'seen' }
      when: fruit.stdout == "plum"
    - say: '{{fruit.stdout}}'`),
  )

  assert.is(played.said('say'), 'pear')
  assert.equal(played.log, ['h1: look: ok', 'h1: put: changed', 'h1: put: skipped', 'h1: say: ok'])
  assert.is(bench.hosts.batchesOf('h1').length, 2)
})

test('stops at a failure, and runs nothing that was sent along behind it', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - put: { path: '{{dir}}/a', content: a }
    - look: 'echo broken >&2; exit 7'
    - put: { path: '{{dir}}/b', content: b }
    - say: never`),
  )

  assert.equal(played.log, ['h1: put: changed', 'h1: look: failed'])
  assert.is(existsSync(join(bench.root, 'h1/b')), false)
  assert.is(played.end.exitCode, 2)
  const outcome = played.outcome('look')
  assert.is(outcome?.kind === 'failed' && outcome.reason, 'broken')
  assert.is(outcome?.kind === 'failed' && outcome.result['rc'], 7)
})

test('goes on after a failure that is to be ignored, and keeps it registered as one', async ({
  bench,
}) => {
  const played = await bench.play(
    play(`
    - look: exit 7
      ignore_errors: true
      register: it
    - put: { path: '{{dir}}/b', content: b }
    - say: '{{it.failed}} {{it.rc}}'`),
  )

  assert.is(played.said('say'), 'true 7')
  assert.equal(played.end.recap['h1'], {
    ok: 3,
    changed: 1,
    unreachable: 0,
    failed: 0,
    skipped: 0,
    rescued: 0,
    ignored: 1,
  })
  assert.is(played.end.exitCode, 0)
})

test('asks changed_when and failed_when, which see the result', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: quiet
      run: echo same
      register: it
      changed_when: it.stdout != "same"
    - name: fine
      run: echo odd; exit 3
      register: it
      failed_when: it.rc != 3
    - name: spoilt
      look: echo bad
      register: it
      failed_when: [it.stdout == "bad", "!it.changed"]
      ignore_errors: true
    - say: '{{it.failed}}'`),
  )

  assert.equal(played.log, [
    'h1: quiet: ok',
    'h1: fine: changed',
    'h1: spoilt: failed',
    'h1: say: ok',
  ])
  assert.is(played.said('say'), true)
})

test('judges a task by what earlier tasks of the same batch registered', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - look: echo pear
      register: fruit
    - name: judged
      look: echo {{item}}
      loop: [pear, plum]
      changed_when: item == fruit.stdout
      failed_when: hostvars[inventory_hostname].fruit.stdout == "plum"
      register: it
    - say: '{{it.results.[0].changed}} {{it.results.[1].changed}}'`),
  )

  assert.is(played.said('say'), 'true false')
  assert.is(bench.hosts.sent.length, 1)
})

test('runs a task with n retries n + 1 times, and says so before each', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: counting
      run: echo . >>{{dir}}/count; wc -l <{{dir}}/count
      register: it
      until: it.stdout == "9"
      retries: 2
      delay: 0
      ignore_errors: true
    - say: '{{it.attempts}} {{it.stdout}}'
    - name: passing
      run: echo . >>{{dir}}/count; wc -l <{{dir}}/count
      register: it
      until: int(it.stdout) >= 5
      retries: 5
      delay: 0
    - name: attempts
      say: '{{it.attempts}}'`),
  )

  assert.is(played.said('say'), '2 3')
  assert.is(played.said('attempts'), 2)
  assert.equal(
    played.events.flatMap(event => (event.kind === 'retrying' ? [event.left] : [])),
    [2, 1, 5],
  )
})

test('makes a fault in a task the failure of its host, with the place', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - put: { path: '{{dir}}/a', content: '{{nothing.here}}' }
    - say: never`),
  )

  const outcome = played.outcome('put')
  assert.is(outcome?.kind, 'failed')
  assert.match(
    outcome && 'reason' in outcome ? outcome.reason : '',
    /"nothing" is undefined.*site\.yaml:6:/,
  )
  assert.equal(played.log, ['h1: put: failed'])
})

test('sends bytes only to a host that wants them, and goes on with the batch', async ({
  bench,
}) => {
  const playbook = play(`
    - put: { path: '{{dir}}/a', content: a }
    - load: { path: '{{dir}}/big', content: bytes }
    - put: { path: '{{dir}}/b', content: b }`)

  const first = await bench.play(playbook)
  const rounds = bench.hosts.sent.splice(0).length
  const second = await bench.play(playbook)

  assert.is(first.end.recap['h1']?.changed, 3)
  assert.is(rounds, 2)
  assert.is(second.end.recap['h1']?.changed, 0)
  assert.is(bench.hosts.sent.length, 1)
})

test('reaches the host from a task that is done here', async ({ bench }) => {
  const playbook = play(`
    - reach: { path: '{{dir}}/far', content: away }
      register: it
    - say: '{{it.changed}} {{it.before}}'`)

  const first = await bench.play(playbook)
  const second = await bench.play(playbook)

  assert.is(first.said('say'), 'true ')
  assert.is(second.said('say'), 'false away')
})

test.run()
