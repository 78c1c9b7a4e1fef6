import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import type { Host, Inventory } from '../../../../src/engine/inventory/index.ts'
import { controllerModule, type Module } from '../../../../src/engine/module/index.ts'
import { loadPlaybook } from '../../../../src/engine/playbook/index.ts'
import { checkNames, UndefinedFault } from '../../../../src/engine/values/index.ts'
import { faultOf, layerOf } from '../../../helpers/variables.ts'

const test = suite<{ root: string }>('names of a playbook')

test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(context => rmSync(context.root, { recursive: true }))

function module(name: string, args: z.ZodType, more: Partial<Module> = {}): [string, Module] {
  const declared = controllerModule({
    name,
    summary: 'Stand in.',
    args,
    examples: [],
    ...(more as object),
    run: async () => ({ kind: 'ok', result: {} }),
  })
  return [name, declared]
}

const MODULES = new Map([
  module('say', z.strictObject({ msg: z.unknown() }), { freeForm: 'msg' }),
  module('check', z.strictObject({ that: z.unknown() }), { expressions: ['that'] }),
  module('remember', z.looseObject({ cacheable: z.boolean().optional() })),
  module('place', z.strictObject({ src: z.string() }), { template: 'src' }),
])

function hostOf(name: string, yaml: string): Host {
  return { name, groups: [], layers: [layerOf(yaml, `host_vars/${name}.yml`)] }
}

const HOSTS = [
  hostOf('infra1', 'registry_port: 5000\nbroken: "{{ nowhere }}"'),
  hostOf('node1', ''),
]

const INVENTORY: Inventory = {
  hosts: [...HOSTS, hostOf('master1', 'only_masters: 1')],
  groups: { all: ['infra1', 'node1', 'master1'] },
  file: 'inventory.yml',
  directory: '.',
}

/** Writes the files, then checks play.yml as run against infra1 and node1. */
function check(root: string, files: Record<string, string>, extraVars: string[] = []): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const playbook = loadPlaybook(join(root, 'play.yml'), { modules: MODULES })
  checkNames(playbook, { inventory: INVENTORY, hostsOf: () => HOSTS, extraVars })
}

/** A play of these tasks, written as items of a YAML list. */
function play(tasks: string, keywords = ''): Record<string, string> {
  const indented = tasks.trim().replace(/^/gm, '    ')
  return {
    'play.yml': `- hosts: all\n${keywords.replace(/^(?=.)/gm, '  ')}  tasks:\n${indented}\n`,
  }
}

test('names of every origin are known', ({ root }) => {
  check(
    root,
    {
      ...play(
        `
- say: "{{ registry_port }} {{ from_play }} {{ from_file }} {{ from_role }} {{ from_extra }}"
- say: "{{ ansible_os_family }} {{ ansible_default_ipv4.address }} {{ inventory_hostname }} {{ groups.all.[0] }}"
- say: "{{ from_block }} {{ from_task }} {{ item }} {{ position }}"
  vars: { from_task: 1, from_block: 2 }
  loop: [1, 2]
  loop_control: { index_var: position, label: "{{ item }}" }
- say: hello
  register: outcome
- remember: { fact: 1 }
- check: { that: ["outcome.changed", "fact == 1", "has(vars.perhaps)", "later.rc == 0"] }
- say: "{{default perhaps 1}}"
- say: bye
  register: later
`,
        'vars: { from_play: 1 }\nvars_files: [more.yml]\nroles: [{ role: base, from_param: 1 }]\n',
      ),
      'more.yml': 'from_file: 1',
      'roles/base/defaults/main.yml':
        'from_role: "{{ from_param_or_default }}"\nfrom_param_or_default: 1',
      'roles/base/tasks/main.yml': '- say: "{{ from_param }} {{ role_name }} {{ from_role }}"',
    },
    ['from_extra'],
  )
})

/** Tasks that each use an undefined name. */
const USES = [
  '- say: "{{ registry_prot }}"',
  '- say: { msg: { deep: ["{{ registry_prot }}"] } }',
  '- say: { msg: { "{{ registry_prot }}": 1 } }',
  '- name: "with {{ registry_prot }}"\n  say: x',
  '- say: x\n  when: registry_prot == 1',
  '- say: x\n  when: [true, registry_prot == 1]',
  '- say: x\n  loop: "{{ registry_prot }}"',
  '- say: x\n  loop: [1]\n  loop_control: { label: "{{ registry_prot }}" }',
  '- say: x\n  register: r\n  until: registry_prot == 1',
  '- say: x\n  changed_when: registry_prot == 1',
  '- say: x\n  failed_when: registry_prot == 1',
  '- say: x\n  retries: "{{ registry_prot }}"',
  '- say: x\n  environment: { A: "{{ registry_prot }}" }',
  '- say: x\n  delegate_to: "{{ registry_prot }}"',
  '- say: x\n  become_user: "{{ registry_prot }}"',
  '- say: x\n  ignore_errors: "{{ registry_prot }}"',
  '- check: { that: "registry_prot == 1" }',
  '- check: { that: ["true", "registry_prot == 1"] }',
  '- remember: { fact: "{{ registry_prot }}" }',
  '- block: [{ say: x }]\n  when: registry_prot == 1',
  '- block: [{ say: x }]\n  rescue: [{ say: "{{ registry_prot }}" }]',
  '- block: [{ say: x }]\n  always: [{ say: "{{ registry_prot }}" }]',
  '- say: "{{ mine }}"\n  vars: { mine: "{{ registry_prot }}" }',
  '- say: "{{#each (list 1)}}{{../registry_prot}}{{/each}}"',
  '- say: "{{default x registry_prot}}"',
]

test('an undefined name is a fault wherever a task uses it', ({ root }) => {
  for (const task of USES) {
    const fault = faultOf(() => check(root, play(task)))
    assert.instance(fault, UndefinedFault, task)
    assert.is(fault.message, '"registry_prot" is undefined (did you mean "registry_port"?)', task)
    assert.match(fault.place?.source ?? '', /registry_prot/, task)
  }
})

test('how a host is reached is looked at without a task that names it', ({ root }) => {
  const reached = 'ansible_host: "{{ registry_prot }}"'
  const files = (vars: string) => ({
    'play.yml': `- hosts: all\n  vars: { ${vars} }\n  tasks: [{ say: x }]\n`,
  })

  assert.is(
    faultOf(() => check(root, files(reached))).message,
    '"registry_prot" is undefined (did you mean "registry_port"?)',
  )
  check(root, files(`other: "{{ registry_prot }}"`))
})

test('a fault points at the name', ({ root }) => {
  const { place } = faultOf(() => check(root, play('- say: "a {{ registry_port }} {{ nowhere }}"')))

  assert.is(place?.line, 3)
  assert.is(place?.source?.slice((place.column ?? 0) - 1), 'nowhere }}"')
})

test('handlers, names of handlers and pre_tasks are looked at', ({ root }) => {
  const files = (keyword: string) => ({ 'play.yml': `- hosts: all\n  ${keyword}\n  tasks: []\n` })

  for (const keyword of [
    'handlers: [{ name: restart, say: "{{ nowhere }}" }]',
    'pre_tasks: [{ say: "{{ nowhere }}" }]',
    'post_tasks: [{ say: "{{ nowhere }}" }]',
  ]) {
    assert.is(faultOf(() => check(root, files(keyword))).message, '"nowhere" is undefined', keyword)
  }
})

test("a variable's own value is looked at when something uses it, and only then", ({ root }) => {
  check(root, play('- say: "{{ registry_port }}"'))

  const fault = faultOf(() => check(root, play('- say: "{{ broken }}"')))
  assert.is(fault.message, '"nowhere" is undefined')
  assert.is(fault.place?.file, 'host_vars/infra1.yml')
})

test('item is unknown outside a loop', ({ root }) => {
  const fault = faultOf(() => check(root, play('- say: "{{ item }}"')))

  assert.is(fault.hint, 'only a task with `loop` has an `item`')
})

test('a variable of hosts that are not in the play says whose it is', ({ root }) => {
  const fault = faultOf(() => check(root, play('- say: "{{ only_masters }}"')))

  assert.is(fault.hint, 'the inventory defines it for master1, which is not in this play')
})

test('a condition that asks whether a name exists covers its task', ({ root }) => {
  check(root, play('- say: "{{ perhaps }}"\n  when: has(vars.perhaps) && perhaps != ""'))
  check(root, play('- block: [{ say: "{{ perhaps }}" }]\n  when: has(vars.perhaps)'))

  assert.throws(() =>
    check(root, play('- say: x\n  when: has(vars.perhaps)\n- say: "{{ perhaps }}"')),
  )
})

test('what literal includes bring is looked at, and what they define is known', ({ root }) => {
  const files = {
    ...play('- include_tasks: more.yml\n  loop: [1]\n- say: "{{ from_include }}"'),
    'more.yml': '- say: "{{ item }}"\n  register: from_include',
  }
  check(root, files)

  const fault = faultOf(() => check(root, { ...files, 'more.yml': '- say: "{{ nowhere }}"' }))
  assert.is(fault.message, '"nowhere" is undefined')
  assert.match(fault.place?.file ?? '', /more\.yml$/)
})

test('an included role has its own defaults', ({ root }) => {
  check(root, {
    ...play('- include_role: { name: extra }'),
    'roles/extra/defaults/main.yml': 'level: 1',
    'roles/extra/tasks/main.yml': '- say: "{{ level }}"',
  })
})

test('behind an include whose name is a template unknown names are left to the run', ({ root }) => {
  check(root, play('- include_tasks: "{{ ansible_os_family }}.yml"\n- say: "{{ from_include }}"'))
})

test('a template file is looked at when its name is literal', ({ root }) => {
  const files = {
    ...play('- place: { src: motd.hbs }'),
    'templates/motd.hbs': 'a\n{{ nowhere }}\n',
  }

  const fault = faultOf(() => check(root, files))
  assert.is(fault.message, '"nowhere" is undefined')
  assert.match(fault.place?.file ?? '', /templates\/motd\.hbs$/)
  assert.is(fault.place?.line, 2)
})

test('what can not be parsed is a fault even where names can not be told', ({ root }) => {
  const tasks = '- include_tasks: "{{ ansible_os_family }}.yml"\n- say: "{{ x[0] }}"'

  assert.is(faultOf(() => check(root, play(tasks))).hint, 'write {{x.[0]}}')
  assert.is(faultOf(() => check(root, play('- say: x\n  when: not y'))).hint, 'write `!y`')
})

test('a play without hosts is parsed and no more', ({ root }) => {
  writeFileSync(join(root, 'play.yml'), '- hosts: none\n  tasks: [{ say: "{{ whatever }}" }]\n')
  const playbook = loadPlaybook(join(root, 'play.yml'), { modules: MODULES })

  checkNames(playbook, { inventory: INVENTORY, hostsOf: () => [], extraVars: [] })
})

test.run()
