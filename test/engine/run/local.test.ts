import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Connection, Transport } from '../../../src/engine/module/index.ts'
import type { RunOptions } from '../../../src/engine/run/index.ts'
import { localTransport } from '../../../src/engine/transport/index.ts'
import { type Played, playOn } from '../../helpers/engine.ts'
import { ENGINE_MODULES } from '../../helpers/engineModules.ts'

interface Context {
  root: string
  connections: Connection[]
  play(text: string, options?: Partial<RunOptions>): Promise<Played>
}

const test = suite<Context>('over the local transport')
test.before.each(context => {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-local-'))
  const host = (name: string) => {
    mkdirSync(join(root, name))
    return { dir: join(root, name), wharf_state_dir: join(root, `${name}-state`) }
  }
  const inventory = join(root, 'inventory.yaml')
  const hosts = { one: host('one'), two: host('two') }
  writeFileSync(inventory, JSON.stringify({ all: { hosts } }))
  const playbook = join(root, 'site.yaml')
  context.root = root
  context.connections = []
  context.play = (text, options) => {
    writeFileSync(playbook, text)
    return playOn(counted(localTransport(), context.connections), { inventory, playbook }, options)
  }
})
test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }))

test('converges thirty tasks in at most three round trips a host, facts included', async ({
  connections,
  play,
}) => {
  const tasks = Array.from(
    { length: 30 },
    (_, index) => `    - put: { path: '{{dir}}/f${index}', content: 'text ${index}' }`,
  )
  const playbook = ['- hosts: all', '  tasks:', ...tasks].join('\n')
  const setup = ENGINE_MODULES.get('survey')
  await play(playbook, { setup })
  connections.length = 0

  const { end } = await play(playbook, { setup })

  assert.is(end.recap['one']?.changed, 0)
  assert.is(end.recap['two']?.ok, 31)
  assert.is(connections.length, 2)
  for (const { roundTrips } of connections) assert.ok(roundTrips <= 3, `${roundTrips}`)
})

const RESTART = `
- hosts: all
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
    - load: { path: '{{dir}}/big', content: bytes }
    - look: test -e {{dir}}/good || exit 3
  handlers:
    - name: restart
      run: echo restarted >>{{dir}}/log
`

test('does in the next run what a failed host had still to do', async ({ play, root }) => {
  writeFileSync(join(root, 'two/good'), '')

  const first = await play(RESTART)
  writeFileSync(join(root, 'one/good'), '')
  const second = await play(RESTART)
  const third = await play(RESTART)

  assert.is(first.end.exitCode, 2)
  assert.is(readFileSync(join(root, 'one/big'), 'utf8'), 'bytes')
  assert.equal(second.warnings, ['one: handler "restart" is due since an earlier run'])
  assert.is(second.end.recap['one']?.changed, 1)
  assert.is(second.end.recap['two']?.changed, 0)
  assert.is(third.end.recap['one']?.changed, 0)
  assert.is(readFileSync(join(root, 'one/log'), 'utf8'), 'restarted\n')
  assert.is(readFileSync(join(root, 'two/log'), 'utf8'), 'restarted\n')
})

test('changes nothing in check mode and shows what would', async ({ play, root }) => {
  const { end, finished } = await play(
    RESTART.replace('test -e {{dir}}/good || exit 3', "'true'"),
    {
      check: true,
      diff: true,
      limit: 'one',
    },
  )

  assert.not.ok(existsSync(join(root, 'one/a')))
  assert.is(end.recap['one']?.changed, 2)
  const [put] = finished
  assert.ok(put && 'differences' in put.outcome)
})

test('loses a host whose shell is gone, says what is unknown, and repairs it in the next run', async ({
  play,
  root,
}) => {
  // The shell that evaluates the task is a child of the session's own.
  const playbook = `
- hosts: all
  gather_facts: false
  tasks:
    - put: { path: '{{dir}}/a', content: a }
      notify: restart
    - name: cut
      look: rm {{dir}}/fragile 2>/dev/null || exit 0; kill -9 $(cut -d' ' -f4 /proc/$PPID/stat)
    - put: { path: '{{dir}}/b', content: b }
  handlers:
    - name: restart
      run: echo restarted >>{{dir}}/log
`
  writeFileSync(join(root, 'one/fragile'), '')

  const lost = await play(playbook)
  const wasThere = existsSync(join(root, 'one/b'))
  const repaired = await play(playbook)

  assert.is(lost.end.exitCode, 4)
  assert.is(lost.outcome('cut', 'one')?.kind, 'unreachable')
  assert.is(lost.end.recap['two']?.changed, 3)
  assert.not.ok(wasThere)
  assert.is(repaired.end.exitCode, 0)
  assert.is(readFileSync(join(root, 'one/log'), 'utf8'), 'restarted\n')
})

test('ends a task on the host when its time is up', async ({ play }) => {
  const { outcome } = await play(`
- hosts: one
  gather_facts: false
  tasks:
    - run: sleep 60
      timeout: 1
`).then(played => ({ outcome: played.outcome('run', 'one') }))

  assert.is(outcome && 'reason' in outcome && outcome.reason, 'timed out after 1 s')
})

test('ends what is running when it is interrupted', async ({ play, root }) => {
  const stop = new AbortController()
  const playing = play(
    `
- hosts: one
  gather_facts: false
  tasks:
    - run: touch {{dir}}/begun; sleep 60
`,
    { signal: stop.signal },
  )
  while (!existsSync(join(root, 'one/begun'))) await new Promise(setImmediate)
  stop.abort()

  assert.is((await playing).end.exitCode, 130)
})

test.run()

/** A transport that keeps its connections where a test can ask them. */
function counted(transport: Transport, connections: Connection[]): Transport {
  return {
    async connect(...call) {
      const connection = await transport.connect(...call)
      connections.push(connection)
      return connection
    },
  }
}
