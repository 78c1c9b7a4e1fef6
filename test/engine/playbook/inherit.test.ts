import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Task } from '../../../src/engine/playbook/index.ts'
import { first, loadPlay, tasksIn } from './playbooks.ts'

const test = suite('playbook/inherit')

const values = (list: readonly { value: unknown }[]): unknown[] => list.map(each => each.value)

/** The only task of a play. */
function only<T>(playbook: string, look: (task: Task) => T): T {
  return loadPlay(playbook, play => look(first(tasksIn(play))))
}

const NESTED = `
- hosts: all
  become: true
  become_user: admin
  ignore_errors: true
  no_log: true
  environment: { PATH: play }
  tags: outer
  vars: { x: play }
  tasks:
    - when: one
      become_user: web
      environment: { PATH: block }
      tags: [middle, outer]
      vars: { x: block }
      notify: restart
      block:
        - block:
            - name: it
              ping:
              when: [two, false]
              ignore_errors: no
              environment: { PATH: task }
              tags: "inner, most"
              vars: { x: task }
  handlers:
    - name: restart
      ping:
`

test('adds up conditions, tags, variables and environment, outermost first', () => {
  only(NESTED, task => {
    assert.equal(values(task.when), ['one', 'two', false])
    assert.equal(task.tags, ['outer', 'middle', 'inner', 'most'])
    assert.equal(values(task.vars), [{ x: 'block' }, { x: 'task' }])
    assert.equal(values(task.environment), [{ PATH: 'play' }, { PATH: 'block' }, { PATH: 'task' }])
  })
})

test('lets the nearest of all other keywords win', () => {
  only(NESTED, task => {
    assert.is(task.become?.value, true)
    assert.is(task.becomeUser?.value, 'web')
    assert.is(task.ignoreErrors?.value, false)
    assert.is(task.noLog?.value, true)
    assert.is(task.runOnce, undefined)
  })
})

test('hands the notifications of a block to its tasks', () => {
  only(NESTED, task => assert.equal(values(task.notify), ['restart']))
})

test('takes quoted words for booleans, and leaves templates to the run', () => {
  const task = (become: string): string =>
    `- hosts: all\n  tasks:\n    - ping:\n      become: ${become}\n`

  only(task('"yes"'), ({ become }) => assert.is(become?.value, true))
  only(task('"{{ elevated }}"'), ({ become }) => assert.is(become?.value, '{{ elevated }}'))
})

test('keeps a block that rescues, with its tags, and dissolves any other', () => {
  const text = `
- hosts: all
  tasks:
    - block: [{ name: a, ping: }]
    - tags: t
      block: [{ name: b, ping: }]
      rescue: [{ name: c, ping: }]
      always: [{ name: d, ping: }]
`
  loadPlay(text, play => {
    const [plain, block] = play.sections[1] ?? []
    assert.is(plain?.kind, 'task')
    if (block?.kind !== 'block') throw new Error('not a block')
    assert.equal(block.tags, ['t'])
    for (const part of [block.block, block.rescue, block.always])
      assert.equal(
        part.map(step => step.kind),
        ['task'],
      )
  })
})

test('gives every step a place and an identity of its own', () => {
  loadPlay('- hosts: all\n  tasks:\n    - ping:\n    - name: x\n      ping:\n', play => {
    const [unnamed, named] = tasksIn(play)
    assert.is(unnamed?.name.value, 'ping')
    assert.is(named?.name.value, 'x')
    assert.is(named?.place.line, 4)
    assert.is.not(unnamed?.id, named?.id)
  })
})

test.run()
