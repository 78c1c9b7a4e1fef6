import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPlaybook } from '../../../src/engine/playbook/index.ts'
import { withFiles } from '../inventory/files.ts'
import { first, loadPlay, MODULES, tasksIn } from './playbooks.ts'

const test = suite('playbook/role')

const play = (...lines: string[]): string => ['- hosts: all', ...lines].join('\n  ')

test('finds defaults, vars, tasks, handlers and dependencies of a role', () => {
  const files = {
    'play.yml': play('roles: [{ role: web, port: 80, vars: { name: x } }]'),
    'roles/web/tasks/main.yaml': '- ping:\n',
    'roles/web/defaults/main.yml': 'port: 1\n',
    'roles/web/vars/main/a.yml': 'a: 1\n',
    'roles/web/vars/main/b.yml': 'b: 1\n',
    'roles/web/meta/main.yml': 'dependencies: [{ role: base, level: 3 }]\ngalaxy_info: {}\n',
    'roles/base/tasks/main.yml': '- debug: { msg: base }\n',
    'roles/base/defaults/main.yml': 'level: 1\n',
  }
  loadPlay(files, (loaded, folder) => {
    const [base, web] = tasksIn(loaded)
    assert.equal(
      loaded.roles.map(role => role.name),
      ['base', 'web'],
    )
    assert.is(base?.module.name, 'debug')
    assert.equal(base?.role?.params.value, { name: 'x', port: 80, level: 3 })
    assert.equal(web?.role?.params.value, { name: 'x', port: 80 })
    assert.equal(
      web?.role?.defaults.map(vars => vars.value),
      [{ level: 1 }, { port: 1 }],
    )
    assert.equal(
      web?.role?.vars.map(vars => vars.value),
      [{ a: 1 }, { b: 1 }],
    )
    assert.is(web?.role?.directory, join(folder, 'roles/web'))
    assert.equal(web?.searchPath.slice(0, 1), [join(folder, 'roles/web')])
    assert.is(web?.searchPath.at(-1), folder)
  })
})

test('hands tags, conditions and become of its entry to the role and its dependencies', () => {
  const files = {
    'play.yml': play('roles: [{ role: web, tags: [t], when: c, become: true }]'),
    'roles/web/tasks/main.yml': '- ping:\n',
    'roles/web/meta/main.yml': 'dependencies: [base]\n',
    'roles/base/tasks/main.yml': '- ping:\n',
  }
  loadPlay(files, loaded => {
    for (const task of tasksIn(loaded)) {
      assert.equal(task.tags, ['t'])
      assert.is(task.when.length, 1)
      assert.is(task.become?.value, true)
    }
  })
})

test('does the same use of a role once, a different one again', () => {
  const files = {
    'play.yml': play('roles: [r, r, { role: r, x: 1 }, { role: r, x: 1 }, { role: r, x: 2 }]'),
    'roles/r/tasks/main.yml': '- ping:\n',
  }
  loadPlay(files, loaded => {
    assert.equal(
      tasksIn(loaded).map(task => task.role?.params.value['x']),
      [undefined, 1, 2],
    )
  })
})

test('repeats a role that allows it', () => {
  const files = {
    'play.yml': play('roles: [r, r]'),
    'roles/r/tasks/main.yml': '- ping:\n',
    'roles/r/meta/main.yml': 'allow_duplicates: true\n',
  }
  loadPlay(files, loaded => assert.is(tasksIn(loaded).length, 2))
})

test('looks beside the playbook, then beside its folder, then where roles are installed', () => {
  const files = {
    'playbooks/play.yml': play('roles: [near, beside, installed]'),
    'playbooks/roles/near/tasks/main.yml': '- ping:\n',
    'roles/near/tasks/main.yml': '- debug: { msg: wrong }\n',
    'roles/beside/tasks/main.yml': '- ping:\n',
    'share/beside/tasks/main.yml': '- debug: { msg: wrong }\n',
    'share/installed/tasks/main.yml': '- ping:\n',
  }
  withFiles(files, folder => {
    const { plays } = loadPlaybook(join(folder, 'playbooks/play.yml'), {
      modules: MODULES,
      rolesPath: [join(folder, 'share')],
    })
    assert.equal(
      tasksIn(first(plays)).map(task => task.module.name),
      ['ping', 'ping', 'ping'],
    )
  })
})

test('import_role takes other files of the role, and its vars as parameters', () => {
  const files = {
    'play.yml': play(
      'tasks:',
      '  - import_role: { name: r, tasks_from: other.yml, defaults_from: more }',
      '    vars: { x: 1 }',
      '    tags: t',
    ),
    'roles/r/tasks/other.yml': '- ping:\n',
    'roles/r/defaults/more.yml': 'd: 1\n',
    'roles/r/handlers/main.yml': '- { name: h, ping: }\n',
  }
  loadPlay(files, loaded => {
    const task = first(tasksIn(loaded))
    assert.equal(task.tags, ['t'])
    assert.equal(task.role?.params.value, { x: 1 })
    assert.equal(task.role?.defaults[0]?.value, { d: 1 })
    assert.is(loaded.handlers.length, 1)
    assert.is(first(loaded.roles), task.role)
  })
})

test('a role that comes twice answers a notification once', () => {
  const files = {
    'play.yml': play('roles: [r]', 'tasks:', '  - import_role: { name: r }'),
    'roles/r/tasks/main.yml': '- { ping: , notify: h }\n',
    'roles/r/handlers/main.yml': '- { name: h, ping: }\n',
  }
  loadPlay(files, loaded => {
    assert.is(tasksIn(loaded).length, 2)
    assert.is(loaded.handlers.length, 1)
  })
})

test.run()
