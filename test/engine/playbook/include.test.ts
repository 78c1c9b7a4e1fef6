import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Include, Play } from '../../../src/engine/playbook/index.ts'
import { first, loadPlay, onlyTasks, tasksIn } from './playbooks.ts'

const test = suite('playbook/include')

const play = (...lines: string[]): string => ['- hosts: all', ...lines].join('\n  ')

function includeIn({ sections }: Play): Include {
  const include = sections[1]?.find(step => step.kind === 'include')
  if (include?.kind !== 'include') throw new Error('no include')
  return include
}

test('an import hands its keywords to every task of the file', () => {
  const files = {
    'play.yml': play(
      'tasks:',
      '  - import_tasks: sub/a.yml',
      '    when: c',
      '    tags: t',
      '    vars: { x: 1 }',
    ),
    'sub/a.yml': '- import_tasks: b.yml\n- ping:\n',
    'sub/b.yml': '- ping:\n  when: d\n',
  }
  loadPlay(files, (loaded, folder) => {
    const [inner, outer] = tasksIn(loaded)
    assert.equal(
      inner?.when.map(each => each.value),
      ['c', 'd'],
    )
    assert.equal(outer?.tags, ['t'])
    assert.equal(
      outer?.vars.map(vars => vars.value),
      [{ x: 1 }],
    )
    assert.equal(outer?.searchPath, [join(folder, 'sub'), folder])
  })
})

test('an include keeps its keywords to itself, but for apply, vars and what stands around it', () => {
  const files = {
    'play.yml': play(
      'become: true',
      'tags: p',
      'tasks:',
      '  - when: around',
      '    block:',
      '      - include_tasks: { file: a.yml, apply: { tags: given, when: applied } }',
      '        name: more',
      '        when: own',
      '        tags: mine',
      '        vars: { x: 1 }',
      '        loop: [1, 2]',
    ),
    'a.yml': '- ping:\n',
  }
  loadPlay(files, (loaded, folder) => {
    const include = includeIn(loaded)
    assert.is(include.name.value, 'more')
    assert.equal(
      include.when.map(each => each.value),
      ['around', 'own'],
    )
    assert.equal(include.tags, ['p', 'mine'])
    assert.is(include.loop?.variable, 'item')

    const included = include.load('a.yml')
    const task = first(onlyTasks(included.steps))
    assert.is(included.file, join(folder, 'a.yml'))
    assert.equal(
      task.when.map(each => each.value),
      ['around', 'applied'],
    )
    assert.equal(task.tags, ['p', 'given'])
    assert.is(task.become?.value, true)
    assert.equal(
      task.vars.map(vars => vars.value),
      [{ x: 1 }],
    )
    assert.equal(
      task.includeVars?.map(vars => vars.value),
      [{ x: 1 }],
    )
  })
})

test('a name that holds a template is loaded when it is known, and refused if it is wrong', () => {
  const files = {
    'play.yml': play('tasks:', '  - include_tasks: "{{ x }}.yml"'),
    'a.yml': '- ping:\n',
  }
  loadPlay(files, loaded => {
    const include = includeIn(loaded)
    assert.is(include.load('a.yml').steps.length, 1)
    assert.throws(() => include.load('b.yml'), /no such file of tasks: b\.yml/)
  })
})

test('recursion through a template is refused when it happens', () => {
  const files = {
    'play.yml': play('tasks:', '  - include_tasks: a.yml'),
    'a.yml': '- include_tasks: "{{ x }}"\n',
  }
  loadPlay(files, loaded => {
    const [step] = includeIn(loaded).load('a.yml').steps
    if (step?.kind !== 'include') throw new Error('no include')
    assert.throws(() => step.load('a.yml'), /recursion: .*a\.yml > .*a\.yml/)
  })
})

test('include_role brings steps, handlers and the role with its parameters', () => {
  const files = {
    'play.yml': play(
      'tasks:',
      '  - ansible.builtin.include_role: { name: r, tasks_from: "{{ x }}" }',
      '    vars: { p: 1 }',
    ),
    'roles/r/tasks/sub.yml': '- ping:\n- include_tasks: sub2.yml\n',
    'roles/r/tasks/sub2.yml': '- ping:\n',
    'roles/r/handlers/main.yml': '- { name: h, ping: }\n',
    'roles/r/defaults/main.yml': 'd: 1\n',
  }
  loadPlay(files, loaded => {
    const include = includeIn(loaded)
    if (include.what.kind !== 'role') throw new Error('not a role')
    assert.is(include.what.role.value, 'r')
    assert.is(include.what.tasksFrom?.value, '{{ x }}')

    const included = include.load('r', 'sub')
    assert.is(included.steps.length, 2)
    assert.equal(included.role?.params.value, { p: 1 })
    assert.equal(included.role?.defaults[0]?.value, { d: 1 })
    assert.is(loaded.handlers.length, 0)
    assert.is(included.handlers.length, 1)
    assert.is(include.load('r', 'sub').handlers[0], included.handlers[0])
    assert.throws(() => include.load('r', 'none'), /role r has no tasks\/none/)
  })
})

test('each load gives tasks of their own', () => {
  const files = { 'play.yml': play('tasks:', '  - include_tasks: a.yml'), 'a.yml': '- ping:\n' }
  loadPlay(files, loaded => {
    const include = includeIn(loaded)
    const [one, two] = [include.load('a.yml'), include.load('a.yml')]
    assert.is.not(first(onlyTasks(one.steps)).id, first(onlyTasks(two.steps)).id)
  })
})

test('a role may include another file of its own role', () => {
  const files = {
    'play.yml': play('roles: [r]'),
    'roles/r/tasks/main.yml': '- include_role: { name: r, tasks_from: other }\n',
    'roles/r/tasks/other.yml': '- ping:\n',
  }
  loadPlay(files, loaded => assert.is(includeIn(loaded).load('r', 'other').steps.length, 1))
})

test.run()
