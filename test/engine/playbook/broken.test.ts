import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { faultOf, positionOf } from './playbooks.ts'

const test = suite('playbook/broken')

type Files = Readonly<Record<string, string>>

interface Broken {
  readonly of: string | Files
  readonly says: string
  /** `line:column`, or with the file in front when it is not the playbook. */
  readonly at: string
  readonly hint?: RegExp
}

/** A play whose tasks are these lines, the first of them on line 3. */
const tasks = (...lines: string[]): string =>
  `- hosts: all\n  tasks:\n${lines.map(line => `    ${line}\n`).join('')}`

const play = (...lines: string[]): string =>
  `- hosts: all\n${lines.map(line => `  ${line}\n`).join('')}`

const KEYWORDS: readonly Broken[] = [
  {
    of: tasks('- ping:', '  whn: x'),
    says: 'task: unknown keyword "whn" (did you mean "when"?)',
    at: '4:7',
  },
  { of: play('task: []'), says: 'play: unknown keyword "task" (did you mean "tasks"?)', at: '2:3' },
  {
    of: tasks('- block: [{ ping: }]', '  loop: [1]'),
    says: "loop can't be used on a block: it belongs on a task",
    at: '4:7',
  },
  {
    of: tasks('- ping:', '  serial: 1'),
    says: "serial can't be used on a task: it belongs on a play",
    at: '4:7',
  },
  {
    of: tasks('- ping:', '  listen: x'),
    says: "listen can't be used on a task: it belongs on a handler",
    at: '4:7',
  },
  {
    of: tasks('- import_tasks: x.yml', '  loop: [1]'),
    says: "loop can't be used on an import: it belongs on a task",
    at: '4:7',
  },
  {
    of: tasks('- include_tasks: x.yml', '  register: r'),
    says: "register can't be used on an include: it belongs on a task",
    at: '4:7',
  },
  { of: tasks('- ping:', '  async: 5'), says: 'async is not supported yet', at: '4:7' },
  {
    of: play('connection: local'),
    says: 'connection is not supported yet',
    at: '2:3',
    hint: /ansible_connection/,
  },
  {
    of: play('strategy: free'),
    says: 'strategy: free is not supported yet',
    at: '2:13',
    hint: /linear/,
  },
  {
    of: tasks('- ping:', '  with_nested: []'),
    says: 'with_nested is not supported',
    at: '4:7',
    hint: /loop/,
  },
  {
    of: '- import_playbook: x.yml\n  hosts: all\n',
    says: "hosts can't be used on a playbook import: it belongs on a play",
    at: '2:3',
  },
]

const MODULES: readonly Broken[] = [
  {
    of: tasks('- cpoy: { dest: x }'),
    says: 'unknown module "cpoy" (did you mean "copy"?)',
    at: '3:7',
    hint: /wharf doc/,
  },
  {
    of: tasks('- name: x', '  whatever.thing.module: {}'),
    says: 'unknown module "whatever.thing.module"',
    at: '4:7',
  },
  {
    of: tasks('- name: nothing to do'),
    says: 'this task has no module: nothing says what it is to do',
    at: '3:7',
  },
  {
    of: tasks('- nmae: nothing to do'),
    says: 'task: unknown keyword "nmae" (did you mean "name"?)',
    at: '3:7',
  },
  {
    of: tasks('- ping:', '  command: ls'),
    says: 'two modules in one task: ping and command',
    at: '4:7',
  },
  {
    of: tasks('- ping:', '  action: command ls'),
    says: 'two modules in one task: ping and action',
    at: '4:7',
  },
  {
    of: tasks('- action: cpoy src=x'),
    says: 'unknown module "cpoy" (did you mean "copy"?)',
    at: '3:15',
  },
  {
    of: tasks('- meta: flush_handler'),
    says: 'meta: unknown action "flush_handler" (did you mean "flush_handlers"?)',
    at: '3:13',
  },
  { of: tasks('- meta: end_batch'), says: 'meta: end_batch is not supported yet', at: '3:13' },
]

const ARGUMENTS: readonly Broken[] = [
  {
    of: tasks('- copy:', '    dst: /x', '    content: y'),
    says: 'copy: unknown argument "dst" (did you mean "dest"?)',
    at: '4:9',
    hint: /`wharf doc copy` lists its arguments/,
  },
  { of: tasks('- copy: { content: x }'), says: 'copy: missing argument "dest"', at: '3:7' },
  {
    of: tasks('- copy: { dest: x, force: maybe }'),
    says: 'copy: "force": expected boolean, received string',
    at: '3:31',
  },
  {
    of: tasks('- copy: { dest: [x] }'),
    says: 'copy: "dest": expected string, received array',
    at: '3:21',
  },
  {
    of: tasks('- copy: { dest: x, owner: { nme: y } }'),
    says: 'copy: unknown key "nme" in "owner" (did you mean "name"?)',
    at: '3:33',
  },
  {
    of: tasks('- copy: { dest: "{{ x }}", src: 1 }'),
    says: 'copy: "src": expected string, received number',
    at: '3:37',
  },
  {
    of: tasks('- copy: just text'),
    says: 'copy: the arguments must be a mapping, not "just text"',
    at: '3:13',
  },
  {
    of: tasks('- copy: src=a dst=b'),
    says: 'copy: unknown argument "dst" (did you mean "dest"?)',
    at: '3:7',
  },
  {
    of: tasks('- copy: [a]'),
    says: 'copy: the arguments must be a mapping, not a list',
    at: '3:13',
  },
  {
    of: tasks('- command:', '  args: { chdr: /x }'),
    says: 'command: unknown argument "chdr" (did you mean "chdir"?)',
    at: '4:15',
  },
  { of: tasks('- command:'), says: 'command: missing argument "cmd"', at: '3:7' },
  {
    of: tasks('- include_tasks: { fil: x.yml }'),
    says: 'include_tasks: unknown key "fil" (did you mean "file"?)',
    at: '3:24',
  },
]

const TYPES: readonly Broken[] = [
  {
    of: tasks('- ping:', '  become: maybe'),
    says: 'become must be true or false, not "maybe"',
    at: '4:15',
  },
  {
    of: tasks('- ping:', '  when: [1]'),
    says: 'when must be an expression, true or false, not 1',
    at: '4:14',
  },
  {
    of: tasks('- ping:', '  retries: many'),
    says: 'retries must be a number of 0 or more, not "many"',
    at: '4:16',
  },
  {
    of: tasks('- ping:', '  tags: { a: b }'),
    says: 'tags must be text, not a mapping',
    at: '4:13',
  },
  { of: tasks('- ping:', '  vars: [x]'), says: 'vars must be a mapping, not a list', at: '4:13' },
  {
    of: tasks('- ping:', '  environment: x'),
    says: 'environment must be a mapping, not "x"',
    at: '4:20',
  },
  {
    of: tasks('- ping:', '  register: my-result'),
    says: 'register: "my-result" is not a name for a variable',
    at: '4:17',
  },
  {
    of: tasks('- ping:', '  loop: hosts'),
    says: 'loop must be a list, not "hosts"',
    at: '4:13',
    hint: /"\{\{ hosts \}\}"/,
  },
  {
    of: tasks('- ping:', '  loop: { a: 1 }'),
    says: 'loop must be a list, not a mapping',
    at: '4:13',
    hint: /with_dict/,
  },
  {
    of: tasks('- ping:', '  loop: [1]', '  with_items: [1]'),
    says: 'two loops on one task: loop and with_items',
    at: '5:7',
  },
  {
    of: tasks('- ping:', '  loop_control: { label: x }'),
    says: 'loop_control without a loop',
    at: '4:21',
  },
  {
    of: tasks('- ping:', '  loop: [1]', '  loop_control: { pause: 1 }'),
    says: 'loop_control: unknown key "pause"',
    at: '5:23',
  },
  { of: tasks('- ping'), says: 'a task must be a mapping, not "ping"', at: '3:7' },
  { of: play('tasks: { ping: }'), says: 'tasks must be a list, not a mapping', at: '2:10' },
  {
    of: play('serial: none'),
    says: 'serial must be a number of hosts, or a share of them such as "30%", not "none"',
    at: '2:11',
  },
  {
    of: play('gather_facts: "{{ x }}"'),
    says: 'gather_facts must be true or false: templates are not rendered here, not "{{ x }}"',
    at: '2:18',
  },
  { of: '- tasks: []\n', says: 'a play needs `hosts`: which hosts it is for', at: '1:3' },
  { of: tasks('- rescue: [{ ping: }]'), says: 'a block needs steps under `block:`', at: '3:7' },
  { of: 'hosts: all\n', says: 'a playbook must be a list, not a mapping', at: '1:1' },
  { of: '- all\n', says: 'a play must be a mapping, not "all"', at: '1:3' },
]

const YAML: readonly Broken[] = [
  {
    of: '- hosts: all\n\ttasks: []\n',
    says: 'a tab character is used for indentation',
    at: '2:2',
    hint: /spaces/,
  },
  {
    of: tasks('- ping:', '  when: x', '  when: y'),
    says: 'not valid YAML: duplicated mapping key',
    at: '5:7',
  },
  {
    of: tasks('- debug:', '    msg: {{ x }}'),
    says: 'a value that begins with {{ has to be quoted',
    at: '4:14',
  },
  {
    of: tasks('- debug:', '    msg: "{% if x %}y{% endif %}"'),
    says: '"{% if x %}" is Jinja: templates are Handlebars here',
    at: '4:15',
    hint: /\{\{#if x\}\}/,
  },
  {
    of: tasks('- ping:', '  vars: { x: ["{% for y in z %}"] }'),
    says: '"{% for y in z %}" is Jinja: templates are Handlebars here',
    at: '4:20',
    hint: /^write \{\{#each/,
  },
]

const FILES: readonly Broken[] = [
  { of: play('roles: [wbe]'), says: 'no such role: wbe', at: '2:11', hint: /roles\/wbe/ },
  {
    of: { 'play.yml': play('roles: [wbe]'), 'roles/web/tasks/main.yml': '' },
    says: 'no such role: wbe (did you mean "web"?)',
    at: '2:11',
  },
  {
    of: tasks('- import_tasks: gone.yml'),
    says: 'no such file of tasks: gone.yml',
    at: '3:21',
    hint: /looked for .*gone\.yml/,
  },
  {
    of: tasks('- include_tasks: { file: gone.yml }'),
    says: 'no such file of tasks: gone.yml',
    at: '3:30',
  },
  { of: tasks('- include_role: { name: gone }'), says: 'no such role: gone', at: '3:29' },
  {
    of: {
      'play.yml': tasks('- import_role: { name: r, tasks_from: x }'),
      'roles/r/tasks/main.yml': '',
    },
    says: 'role r has no tasks/x',
    at: '3:28',
  },
  {
    of: tasks('- import_tasks: "{{ x }}.yml"'),
    says: '"{{ x }}.yml": this name is needed before anything runs',
    at: '3:22',
    hint: /include_tasks/,
  },
  { of: play('vars_files: [gone.yml]'), says: 'no such file of variables: gone.yml', at: '2:16' },
  { of: '- import_playbook: gone.yml\n', says: 'cannot read gone.yml: no such file', at: '1:20' },
  {
    of: { 'play.yml': tasks('- include_tasks: more.yml'), 'more.yml': '- ping:\n- pnig:\n' },
    says: 'unknown module "pnig" (did you mean "ping"?)',
    at: 'more.yml:2:3',
  },
  {
    of: { 'play.yml': play('roles: [r]'), 'roles/r/meta/main.yml': 'dependences: []\n' },
    says: 'meta: unknown key "dependences" (did you mean "dependencies"?)',
    at: 'main.yml:1:1',
  },
  {
    of: { 'play.yml': play('roles: [r]'), 'roles/r/defaults/main.yml': 'a: "{% if b %}"\n' },
    says: '"{% if b %}" is Jinja: templates are Handlebars here',
    at: 'main.yml:1:5',
  },
]

const HANDLERS: readonly Broken[] = [
  {
    of: `${tasks('- ping:', '  notify: restart dcoker')}  handlers:\n    - name: restart docker\n      ping:\n`,
    says: 'no handler of this play answers to "restart dcoker" (did you mean "restart docker"?)',
    at: '4:15',
    hint: /its handlers: restart docker/,
  },
  {
    of: {
      'play.yml': tasks('- include_tasks: more.yml'),
      'more.yml': '- ping:\n  notify: [gone]\n',
    },
    says: 'no handler of this play answers to "gone"',
    at: 'more.yml:2:12',
  },
  {
    of: play('handlers: [{ include_tasks: x.yml }]'),
    says: 'no such file of tasks: x.yml',
    at: '2:31',
  },
  {
    of: play('handlers: [{ meta: noop }]'),
    says: "a handler can't be an order (meta)",
    at: '2:14',
  },
]

const RECURSION: readonly Broken[] = [
  {
    of: {
      'play.yml': tasks('- import_tasks: a.yml'),
      'a.yml': '- include_tasks: b.yml\n',
      'b.yml': '- import_tasks: a.yml\n',
    },
    says: 'recursion: a.yml > b.yml > a.yml',
    at: 'b.yml:1:17',
  },
  { of: '- import_playbook: play.yml\n', says: 'recursion: play.yml > play.yml', at: '1:20' },
  {
    of: {
      'play.yml': play('roles: [a]'),
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/b/meta/main.yml': 'dependencies: [{ role: a }]\n',
    },
    says: 'recursion: roles/a > roles/b > roles/a',
    at: 'main.yml:1:24',
  },
  {
    of: {
      'play.yml': play('roles: [a]'),
      'roles/a/tasks/main.yml': '- include_role: { name: a }\n',
    },
    says: 'recursion: roles/a/tasks/main.yml > roles/a/tasks/main.yml',
    at: 'main.yml:1:25',
  },
]

const ALL = [...[KEYWORDS, MODULES, ARGUMENTS, TYPES, YAML, FILES, HANDLERS, RECURSION]].flat()
for (const { of, says, at, hint } of ALL)
  test(says, () => {
    const fault = faultOf(of)

    assert.is(plain(fault.message), says)
    assert.is(positionOf(fault), /^\d/.test(at) ? `play.yml:${at}` : at)
    if (hint) assert.match(fault.hint ?? '', hint)
  })

/** A message without the temporary folder. */
function plain(message: string): string {
  return message.replaceAll(/\/\S*\/wharfinger-\w+\//g, '')
}

test.run()
