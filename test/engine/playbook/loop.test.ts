import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Loop } from '../../../src/engine/playbook/index.ts'
import { first, loadPlay, tasksIn } from './playbooks.ts'

const test = suite('playbook/loop')

function loop(...lines: string[]): Loop | undefined {
  const text = ['- hosts: all', '  tasks:', '    - ping:', ...lines.map(line => `      ${line}`)]
  return loadPlay(text.join('\n'), play => first(tasksIn(play)).loop)
}

const ITEMS: readonly [line: string, items: unknown, flatten: boolean][] = [
  ['loop: [1, [2]]', [1, [2]], false],
  ['loop: "{{ list }}"', '{{ list }}', false],
  ['with_list: [[1]]', [[1]], false],
  ['with_items: [1, [2]]', [1, [2]], true],
  ['with_items: one', ['one'], true],
  ['with_dict: { a: 1 }', [{ key: 'a', value: 1 }], false],
  ['with_dict: "{{ users }}"', '{{dict2items users}}', false],
  ['with_dict: "{{ combine a b }}"', '{{dict2items (combine a b)}}', false],
]
for (const [line, items, flatten] of ITEMS)
  test(`takes ${line}`, () => {
    const parsed = loop(line)
    assert.equal(parsed?.items.value, items)
    assert.is(parsed?.flatten, flatten)
  })

test('names the item and its index as loop_control says', () => {
  const parsed = loop(
    'loop: [1]',
    'loop_control: { loop_var: host, index_var: i, label: "{{ host.name }}" }',
  )
  assert.is(parsed?.variable, 'host')
  assert.is(parsed?.indexVariable, 'i')
  assert.is(parsed?.label?.value, '{{ host.name }}')
})

test('calls the item `item` otherwise', () => {
  assert.is(loop('loop: [1]')?.variable, 'item')
  assert.is(loop('when: x'), undefined)
})

test.run()
