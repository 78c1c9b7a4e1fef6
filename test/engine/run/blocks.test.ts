import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('blocks')
test.before.each(context => {
  context.bench = makeBench(2)
})
test.after.each(({ bench }) => clearBench(bench))

test('rescues the hosts that failed, and those alone', async ({ bench }) => {
  const played = await bench.play(`
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - name: risky
          look: '{{#if (eq inventory_hostname "h1")}}echo no >&2; exit 3{{else}}true{{/if}}'
        - name: after
          say: ok
      rescue:
        - name: rescue
          say: '{{ansible_failed_task.name}}: {{ansible_failed_result.msg}}'
      always:
        - name: always
          say: done
    - name: end
      say: end
`)

  assert.is(played.said('rescue'), 'risky: no')
  assert.equal(
    played.log.filter(line => line.startsWith('h1')),
    ['h1: risky: failed', 'h1: rescue: ok', 'h1: always: ok', 'h1: end: ok'],
  )
  assert.equal(
    played.log.filter(line => line.startsWith('h2')),
    ['h2: risky: ok', 'h2: after: ok', 'h2: always: ok', 'h2: end: ok'],
  )
  assert.is(played.end.recap['h1']?.rescued, 1)
  assert.is(played.end.recap['h1']?.failed, 0)
  assert.is(played.end.exitCode, 0)
})

test('runs always after a failure that nothing rescues, and then the host is out', async ({
  bench,
}) => {
  const played = await bench.play(`
- hosts: h1
  gather_facts: false
  tasks:
    - block:
        - block:
            - name: first
              run: exit 1
          rescue:
            - name: second
              run: exit 2
          always:
            - name: inner
              say: x
      always:
        - name: outer
          say: x
    - say: never
- hosts: all
  gather_facts: false
  tasks:
    - name: later
      say: x
`)

  assert.equal(played.log, [
    'h1: first: failed',
    'h1: second: failed',
    'h1: inner: ok',
    'h1: outer: ok',
  ])
  assert.is(played.end.recap['h1']?.failed, 1)
  assert.is(played.end.recap['h1']?.rescued, 1)
  assert.is(played.end.exitCode, 2)
})

test('neither rescues a host that is gone nor runs always there', async ({ bench }) => {
  bench.hosts.isLost = (host, { check }) => host === 'h1' && check?.includes('lost here') === true

  const played = await bench.play(`
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - name: risky
          look: 'true || echo lost here'
      rescue:
        - name: rescue
          say: x
      always:
        - name: always
          say: x
`)

  assert.equal([...played.log].sort(), [
    'h1: risky: unreachable',
    'h2: always: ok',
    'h2: risky: ok',
  ])
  assert.is(played.end.exitCode, 4)
})

test.run()
