import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handlersOf, tasksOf, walk } from '../../../src/engine/playbook/index.ts'
import { loadPlay } from './playbooks.ts'

const test = suite('playbook/walk')

const FILES = {
  'play.yml': `
- hosts: all
  pre_tasks:
    - { name: one, ping: }
  tasks:
    - block: [{ name: two, ping: }]
      rescue: [{ name: three, ping: }]
      always: [{ name: four, ping: }]
    - { name: five, include_tasks: more.yml }
    - meta: noop
    - { name: seven, include_tasks: "{{ x }}" }
    - { name: eight, include_role: { name: r } }
  handlers:
    - { name: h1, ping: }
`,
  'more.yml': '- { name: six, ping: }\n',
  'roles/r/tasks/main.yml': '- { name: nine, ping: }\n',
  'roles/r/handlers/main.yml': '- { name: h2, ping: }\n',
}
const IN_ORDER = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

test('tasks come in order, literal includes followed by what they bring', () => {
  loadPlay(FILES, play =>
    assert.equal(
      [...tasksOf(play)].map(step => step.name.value),
      IN_ORDER,
    ),
  )
})

test('handlers are those of the play and of its literal includes', () => {
  loadPlay(FILES, play =>
    assert.equal(
      [...handlersOf(play)].map(task => task.name.value),
      ['h1', 'h2'],
    ),
  )
})

test('a walk meets everything', () => {
  loadPlay(FILES, play => {
    const names = [...walk(play)].map(step =>
      step.kind === 'meta' ? step.action : step.name.value,
    )
    assert.equal(names.sort(), [...IN_ORDER, 'h1', 'h2', 'noop'].sort())
  })
})

test.run()
