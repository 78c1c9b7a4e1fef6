import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'

const test = suite<{ bench: Bench }>('loops')
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

test('sends all items in one batch, with what comes after them', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - put: { path: '{{dir}}/{{item.name}}', content: 'n{{at}}' }
      loop: [{ name: a }, { name: b }, { name: c }]
      loop_control: { label: '{{item.name}}', index_var: at }
      when: item.name != "b"
      register: them
    - put: { path: '{{dir}}/d', content: d }
    - say: '{{them.results.[0].item.name}} {{them.results.[1].skipped}} {{length them.results}} {{them.changed}}'`),
  )

  assert.is(bench.hosts.sent.length, 1)
  assert.is(played.said('say'), 'a true 3 true')
  assert.equal(
    played.events.flatMap(event =>
      event.kind === 'itemFinished' ? [`${event.label}: ${event.outcome.kind}`] : [],
    ),
    ['a: changed', 'b: skipped', 'c: changed'],
  )
  assert.is(played.end.recap['h1']?.ok, 3)
})

test('runs the rest of the items after one that fails, then nothing more', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: some
      look: exit {{item}}
      loop: [0, 4, 0, 5]
    - put: { path: '{{dir}}/d', content: d }`),
  )

  const outcome = played.outcome('some')
  assert.equal(played.log, ['h1: some: failed'])
  assert.match(outcome && 'reason' in outcome ? outcome.reason : '', /^2 of 4 items failed: /)
  assert.is(
    played.events.filter(event => event.kind === 'itemFinished' && event.outcome.kind === 'ok')
      .length,
    2,
  )
})

test('fails an item whose arguments are wrong and runs the others', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: some
      look: echo {{item.x}}
      loop: [{ x: 1 }, { y: 2 }, { x: 3 }]
      ignore_errors: true
      register: them
    - say: '{{them.results.[0].stdout}} {{them.results.[1].failed}} {{them.results.[2].stdout}}'`),
  )

  assert.is(played.said('say'), '1 true 3')
})

test('skips a loop whose list is undefined where its condition is false, and fails otherwise', async ({
  bench,
}) => {
  const played = await bench.play(
    play(`
    - name: skipped
      say: x
      loop: '{{hostvars.h1.nowhere}}'
      when: false
    - name: failed
      say: x
      loop: '{{hostvars.h1.nowhere}}'`),
  )

  assert.equal(played.log, ['h1: skipped: skipped', 'h1: failed: failed'])
})

test('registers an empty loop as skipped, and refuses what is no list', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: empty
      say: x
      loop: []
      register: them
    - say: '{{them.skipped}} {{length them.results}}'
    - name: text
      say: x
      loop: '{{dir}}'`),
  )

  assert.is(played.outcome('empty')?.kind, 'skipped')
  assert.is(played.said('say'), 'true 0')
  const outcome = played.outcome('text')
  assert.match(outcome && 'reason' in outcome ? outcome.reason : '', /a list is wanted/)
})

test('repeats each item until its own condition holds', async ({ bench }) => {
  const played = await bench.play(
    play(`
    - name: counting
      run: echo . >>{{dir}}/{{item}}; wc -l <{{dir}}/{{item}}
      loop: [a, b]
      register: it
      until: it.stdout == "2"
      delay: 0
    - say: '{{it.results.[0].attempts}} {{it.results.[1].attempts}}'`),
  )

  assert.is(played.said('say'), '2 2')
})

test.run()
