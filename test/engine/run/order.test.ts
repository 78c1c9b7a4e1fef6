import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, clearBench, makeBench } from '../../helpers/engine.ts'
import { ENGINE_MODULES } from '../../helpers/engineModules.ts'

const test = suite<{ bench: Bench }>('order')
test.before.each(context => {
  context.bench = makeBench()
})
test.after.each(({ bench }) => clearBench(bench))

const THIRTY = Array.from(
  { length: 30 },
  (_, index) => `    - put: { path: '{{dir}}/f${index}', content: 'text ${index}' }`,
).join('\n')

test('sends thirty plain tasks as one batch a host', async ({ bench }) => {
  const playbook = `
- hosts: all
  gather_facts: false
  tasks:
${THIRTY}
`
  const first = await bench.play(playbook, { limit: 'h1' })
  bench.hosts.sent.length = 0

  const second = await bench.play(playbook, { limit: 'h1' })

  assert.is(first.end.recap['h1']?.changed, 30)
  assert.is(second.end.recap['h1']?.changed, 0)
  assert.is(bench.hosts.batchesOf('h1').length, 1)
  assert.is(readFileSync(join(bench.root, 'h1', 'f29'), 'utf8'), 'text 29')
})

test('gathers facts in one batch more', async ({ bench }) => {
  const played = await bench.play(
    `
- hosts: all
  tasks:
    - look: 'true'
    - look: 'true'
    - say: '{{ansible_colour}} {{ansible_facts.colour}}'
`,
    { setup: ENGINE_MODULES.get('survey') },
  )

  assert.is(played.said('say'), 'plum plum')
  assert.is(bench.hosts.batchesOf('h1').length, 2)
  assert.is(played.end.recap['h1']?.ok, 4)
})

test.run()
