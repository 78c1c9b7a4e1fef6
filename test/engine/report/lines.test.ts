import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Counts, Event, Outcome, TaskInfo } from '../../../src/engine/module/index.ts'
import { jsonReporter, linesReporter } from '../../../src/engine/report/index.ts'

const test = suite('report')

const COPY: TaskInfo = { id: 1, name: 'trust : put the CA', module: 'copy', handler: false }
const RESTART: TaskInfo = { id: 2, name: 'restart docker', module: 'systemd', handler: true }
const NONE: Counts = {
  ok: 0,
  changed: 0,
  unreachable: 0,
  failed: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
}

function finished(task: TaskInfo, host: string, outcome: Outcome, ignored = false): Event {
  return { kind: 'taskFinished', task, host, outcome, ignored, loop: false, milliseconds: 1 }
}

function shown(events: readonly Event[], verbosity = 0): string {
  let text = ''
  const reporter = linesReporter({
    print: more => (text += more),
    columns: 40,
    colour: false,
    verbosity,
  })
  for (const event of events) reporter.report(event)
  return text
}

test('prints what Ansible prints', () => {
  const text = shown([
    { kind: 'playStarted', name: 'Trust', hosts: ['a', 'b'] },
    { kind: 'taskStarted', task: COPY, hosts: ['a', 'b'] },
    finished(COPY, 'a', { kind: 'changed', result: {} }),
    finished(COPY, 'b', { kind: 'skipped', reason: 'false' }),
    { kind: 'taskEnded', task: COPY },
    { kind: 'taskStarted', task: RESTART, hosts: ['a'] },
    finished(RESTART, 'a', { kind: 'ok', result: {} }),
    { kind: 'taskEnded', task: RESTART },
    {
      kind: 'runEnded',
      recap: { a: { ...NONE, ok: 2, changed: 1 } },
      interrupted: false,
      milliseconds: 5,
    },
  ])

  assert.is(
    text,
    [
      '',
      'PLAY [Trust] ***************************',
      '',
      'TASK [trust : put the CA] **************',
      'changed: [a]',
      'skipping: [b]',
      '',
      'RUNNING HANDLER [restart docker] *******',
      'ok: [a]',
      '',
      'PLAY RECAP *****************************',
      'a                          : ok=2    changed=1    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0',
      '',
      '',
    ].join('\n'),
  )
})

test('keeps the results of a task together when hosts run ahead', () => {
  const text = shown([
    { kind: 'taskStarted', task: COPY, hosts: ['a', 'b'] },
    { kind: 'taskStarted', task: RESTART, hosts: ['a', 'b'] },
    finished(COPY, 'a', { kind: 'ok', result: {} }),
    finished(RESTART, 'a', { kind: 'ok', result: {} }),
    finished(COPY, 'b', { kind: 'changed', result: {} }),
    { kind: 'taskEnded', task: COPY },
    finished(RESTART, 'b', { kind: 'ok', result: {} }),
    { kind: 'taskEnded', task: RESTART },
  ])

  const lines = text.split('\n').filter(line => /^(TASK|RUNNING|ok|changed)/.test(line))
  assert.equal(
    lines.map(line => line.replace(/ \*+$/, '')),
    [
      'TASK [trust : put the CA]',
      'ok: [a]',
      'changed: [b]',
      'RUNNING HANDLER [restart docker]',
      'ok: [a]',
      'ok: [b]',
    ],
  )
})

test('a failure shows its reason, exit status and the end of stderr', () => {
  const stderr = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n')
  const text = shown([
    { kind: 'taskStarted', task: COPY, hosts: ['a'] },
    finished(COPY, 'a', { kind: 'failed', reason: 'disk full', result: { rc: 1, stderr } }, true),
  ])

  assert.match(text, 'fatal: [a]: FAILED! => disk full\n  exit status 1\n  | line 10\n')
  assert.match(text, '| line 29\n...ignoring\n')
  assert.not.match(text, 'line 9\n')
})

test('an unreachable host is told apart from a failed one', () => {
  const text = shown([
    { kind: 'taskStarted', task: COPY, hosts: ['a'] },
    finished(COPY, 'a', { kind: 'unreachable', reason: 'connection refused' }),
  ])

  assert.match(text, 'fatal: [a]: UNREACHABLE! => connection refused')
})

test('differences are unified diffs, before the line they belong to', () => {
  const text = shown([
    { kind: 'taskStarted', task: COPY, hosts: ['a'] },
    finished(COPY, 'a', {
      kind: 'changed',
      result: {},
      differences: [{ name: '/etc/x', before: 'a\nb\n', after: 'a\nc\n' }],
    }),
  ])

  assert.match(text, '--- before: /etc/x\n+++ after: /etc/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n')
})

test('one JSON document holds plays, tasks, hosts and recap', () => {
  let text = ''
  const { report } = jsonReporter({ print: more => (text += more) })
  report({ kind: 'runStarted', run: 'r1', playbook: 'site.yaml', check: true })
  report({ kind: 'playStarted', name: 'Trust', hosts: ['a'] })
  report({ kind: 'taskStarted', task: COPY, hosts: ['a'] })
  report(finished(COPY, 'a', { kind: 'changed', result: { dest: '/x' } }))
  report({ kind: 'taskEnded', task: COPY })
  report({
    kind: 'runEnded',
    recap: { a: { ...NONE, changed: 1 } },
    interrupted: false,
    milliseconds: 5,
  })

  const record = JSON.parse(text)
  assert.is(record.plays[0].tasks[0].hosts.a.kind, 'changed')
  assert.is(record.plays[0].tasks[0].hosts.a.result.dest, '/x')
  assert.is(record.recap.a.changed, 1)
  assert.is(record.check, true)
})

test.run()
