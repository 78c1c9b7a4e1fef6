import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../src/base/yaml.ts'
import { parseArguments, type Task } from '../../../src/engine/playbook/index.ts'
import { parseKeyValues } from '../../../src/engine/playbook/keyValues.ts'
import { first, loadPlay, MODULES, tasksIn } from './playbooks.ts'

const test = suite('playbook/arguments')

/** A task written as these lines. */
function task<T>(lines: string, look: (task: Task) => T): T {
  const text = lines.split('\n').join('\n      ')
  return loadPlay(`- hosts: all\n  tasks:\n    - ${text}\n`, play => look(first(tasksIn(play))))
}

const WRITTEN: readonly [task: string, module: string, args: Record<string, unknown>][] = [
  ['copy: { dest: a, force: no }', 'copy', { dest: 'a', force: false }],
  ['ansible.builtin.copy: { dest: a }', 'copy', { dest: 'a' }],
  ['ping:', 'ping', {}],
  ['copy: dest=a force=yes mode=0644', 'copy', { dest: 'a', force: true, mode: '0644' }],
  ['copy: dest="a b" src={{ c }}', 'copy', { dest: 'a b', src: '{{ c }}' }],
  ['copy: dest=a\nargs: { dest: b, mode: "0600" }', 'copy', { dest: 'a', mode: '0600' }],
  ['command: ls -l', 'command', { cmd: 'ls -l' }],
  ['command: ls "a  b" chdir=/tmp', 'command', { cmd: 'ls "a  b"', chdir: '/tmp' }],
  ['command: dd if=/x of=/y', 'command', { cmd: 'dd if=/x of=/y' }],
  ['command: |\n  chdir=/x\n  echo "$chdir"', 'command', { cmd: 'chdir=/x\necho "$chdir"\n' }],
  ['command: "{{ x }}"', 'command', { cmd: '{{ x }}' }],
  ['command:\nargs: { cmd: ls }', 'command', { cmd: 'ls' }],
  ['action: command ls -l', 'command', { cmd: 'ls -l' }],
  ['action: { module: copy, dest: a }', 'copy', { dest: 'a' }],
  ['local_action: command ls', 'command', { cmd: 'ls' }],
  ['set_fact: { a: 1, b: "{{ c }}" }', 'set_fact', { a: 1, b: '{{ c }}' }],
  [
    'copy: { dest: "{{ x }}", force: "{{ y }}", owner: { name: "{{ z }}" } }',
    'copy',
    { dest: '{{ x }}', force: '{{ y }}', owner: { name: '{{ z }}' } },
  ],
]
for (const [text, module, args] of WRITTEN)
  test(`takes ${JSON.stringify(text)}`, () => {
    task(text, parsed => {
      assert.is(parsed.module.name, module)
      assert.equal(parsed.args.value, args)
    })
  })

test('local_action works on this machine', () => {
  task('local_action: command ls', parsed => assert.is(parsed.delegateTo?.value, 'localhost'))
})

test('every argument knows where it was written, under the module or under args', () => {
  task('copy: { dest: a }\nargs: { src: b }', ({ args }) => {
    assert.is(args.places?.value([...args.at, 'dest']).line, 3)
    assert.is(args.places?.value([...args.at, 'src']).line, 4)
    assert.is(args.places?.key([...args.at, 'src']).column, 15)
  })
})

test('rendered arguments are checked again, and defaults filled in', () => {
  const copy = MODULES.get('copy')
  assert.ok(copy)
  if (!copy) return

  assert.equal(parseArguments(copy, unplaced({ dest: 'a' })), { dest: 'a', force: true })
  assert.throws(
    () => parseArguments(copy, unplaced({ dest: 'a', dst: 'b' })),
    /copy: unknown argument "dst" \(did you mean "dest"\?\)/,
  )
  assert.throws(() => parseArguments(copy, unplaced({})), /copy: missing argument "dest"/)
  assert.throws(() => parseArguments(copy, unplaced({ dest: 1 })), /"dest": expected string/)
})

test('pairs keep any value that is quoted as it was', () => {
  const name = fc.stringMatching(/^[a-z]\w{0,5}$/)
  fc.assert(
    fc.property(fc.dictionary(name, fc.string(), { minKeys: 1 }), pairs => {
      const text = Object.entries(pairs)
        .map(([key, value]) => `${key}="${value.replace(/["\\]/g, '\\$&')}"`)
        .join(' ')
      assert.equal(parseKeyValues(text), { ...pairs })
    }),
  )
})

test('text that is not all pairs is no pairs', () => {
  assert.is(parseKeyValues('a=1 b'), undefined)
  assert.is(parseKeyValues(''), undefined)
})

test.run()
