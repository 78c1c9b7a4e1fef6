import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { load, loadPlay, onlyTasks, tasksIn } from './playbooks.ts'

const test = suite('playbook/play')

const namesIn = (list: readonly { name: { value: string } }[]): string[] =>
  list.map(each => each.name.value)

test('sorts steps into before, roles with tasks, and after', () => {
  const files = {
    'play.yml': `
- hosts: all
  post_tasks: [{ name: post, ping: }]
  tasks: [{ name: task, ping: }]
  roles: [r]
  pre_tasks: [{ name: pre, ping: }]
`,
    'roles/r/tasks/main.yml': '- { name: role, ping: }\n',
  }
  loadPlay(files, play => {
    assert.equal(
      play.sections.map(section => namesIn(onlyTasks(section))),
      [['pre'], ['role', 'task'], ['post']],
    )
  })
})

test('reads what a play says of itself', () => {
  const text = `
- hosts: [web, "!web1"]
  gather_facts: no
  serial: [1, "2", 30%]
  max_fail_percentage: 25
  any_errors_fatal: true
  force_handlers: yes
  remote_user: deploy
  tags: t
  strategy: linear
`
  loadPlay(text, play => {
    assert.is(play.hosts.value, 'web,!web1')
    assert.is(play.name, 'web,!web1')
    assert.is(play.gatherFacts, false)
    assert.equal(play.serial, [1, 2, '30%'])
    assert.is(play.maxFailPercentage, 25)
    assert.is(play.anyErrorsFatal, true)
    assert.is(play.forceHandlers, true)
    assert.is(play.remoteUser?.value, 'deploy')
    assert.equal(play.tags, ['t'])
    assert.is(play.place.line, 2)
  })
})

test('gathers facts unless told otherwise', () => {
  loadPlay('- hosts: all\n', play => assert.is(play.gatherFacts, true))
})

test('imports playbooks with their tags, conditions and variables, which win over those inside', () => {
  const files = {
    'play.yml': '- import_playbook: sub/more.yml\n  tags: i\n  when: c\n  vars: { x: import }\n',
    'sub/more.yml': `
- hosts: a
  vars: { x: play, y: play }
  tasks: [{ import_tasks: t.yml }]
- hosts: b
`,
    'sub/t.yml': '- ping:\n',
  }
  load(files, ({ plays }, folder) => {
    const [a, b] = plays
    assert.equal(
      plays.map(play => play.tags),
      [['i'], ['i']],
    )
    assert.is(b?.hosts.value, 'b')
    assert.equal(a?.vars.value, { x: 'import', y: 'play' })
    assert.ok(a?.vars.places?.value(['x']).file.endsWith('/play.yml'))
    assert.ok(a?.vars.places?.value(['y']).file.endsWith('/more.yml'))
    assert.is(a?.directory, `${folder}/sub`)
    const [task] = a ? tasksIn(a) : []
    assert.equal(task?.tags, ['i'])
    assert.equal(
      task?.when.map(each => each.value),
      ['c'],
    )
  })
})

test('keeps templated vars_files for the run and checks the others', () => {
  const files = {
    'play.yml': '- hosts: all\n  vars_files: ["{{ x }}.yml", [none.yml, some.yml]]\n',
    'some.yml': 'a: 1\n',
  }
  loadPlay(files, play => {
    assert.equal(
      play.varsFiles.map(file => file.value),
      ['{{ x }}.yml', ['none.yml', 'some.yml']],
    )
  })
})

test('knows meta orders', () => {
  loadPlay('- hosts: all\n  tasks:\n    - meta: flush_handlers\n      when: x\n', play => {
    const [meta] = play.sections[1] ?? []
    if (meta?.kind !== 'meta') throw new Error('not an order')
    assert.is(meta.action, 'flush_handlers')
    assert.is(meta.when.length, 1)
  })
})

test('puts the handlers of roles before those of the play, and conditions around a role do not reach them', () => {
  const files = {
    'play.yml': `
- hosts: all
  handlers: [{ name: own, ping: , listen: [topic, other], when: mine }]
  roles: [{ role: r, when: wanted, become: true }]
`,
    'roles/r/handlers/main.yml': '- import_tasks: more.yml\n',
    'roles/r/handlers/more.yml': '- { name: of role, ping: }\n',
  }
  loadPlay(files, play => {
    const [ofRole, own] = play.handlers
    assert.equal(namesIn(play.handlers), ['of role', 'own'])
    assert.equal(ofRole?.when, [])
    assert.is(ofRole?.become?.value, true)
    assert.is(ofRole?.role?.name, 'r')
    assert.equal(own?.listen, ['topic', 'other'])
    assert.is(own?.when.length, 1)
  })
})

test('accepts notifying a name, a topic, a role’s handler, and what a template may name', () => {
  const files = {
    'play.yml': `
- hosts: all
  roles: [r]
  tasks:
    - ping:
      notify: [own, topic, of role, "r : of role", "{{ any }}", restart web]
    - include_role: { name: late }
  handlers:
    - { name: own, listen: topic, ping: }
    - { name: "restart {{ what }}", ping: }
`,
    'roles/r/handlers/main.yml': '- { name: of role, ping: }\n',
    'roles/late/tasks/main.yml': '- { ping: , notify: late }\n',
    'roles/late/handlers/main.yml': '- { name: late, ping: }\n',
  }
  loadPlay(files, play => assert.is(play.handlers.length, 3))
})

test('lets any name be notified while a role may still come by a name not known yet', () => {
  const text = `
- hosts: all
  tasks:
    - { ping: , notify: whatever }
    - include_role: { name: "{{ x }}" }
`
  loadPlay(text, play => assert.is(play.sections[1]?.length, 2))
})

test.run()
