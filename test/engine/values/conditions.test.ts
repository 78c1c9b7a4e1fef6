import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../src/base/yaml.ts'
import {
  createScope,
  evaluate,
  holds,
  PendingVariable,
  TemplateFault,
  UndefinedFault,
} from '../../../src/engine/values/index.ts'
import { faultOf, layerOf, located, positionOf } from '../../helpers/variables.ts'

const test = suite('conditions')

const scope = createScope(
  [
    layerOf(`
one: 1
half: 0.5
name: web1
empty: []
items: [a, 1, null]
box: { key: value, inner: { n: 2 } }
users: [{ name: ann, uid: 1 }, { name: bob, uid: 2 }]
nothing: null
flag: true
word: "yes"
namespace: prod
broken: "{{ nowhere }}"
`),
  ],
  { pending: new Set(['result']) },
)

const value = (expression: string) => evaluate(unplaced(expression), scope)
const fault = (expression: string) => faultOf(() => value(expression))

test('whole numbers are integers on the way in and numbers on the way out', () => {
  assert.is(value('one + 1'), 2)
  assert.is(value('one / 2'), 0)
  assert.is(value('box.inner.n * 3'), 6)
  assert.equal(value('{"a": [one, half, {"b": 2}]}'), { a: [1, 0.5, { b: 2 }] })
  assert.equal(value('users.map(u, u.uid + 1)'), [2, 3])
})

test('whether a number is whole does not decide whether arithmetic works', () => {
  assert.is(value('half + 1'), 1.5)
  assert.is(value('one * half'), 0.5)
  assert.is(value('one - half'), 0.5)
  assert.is(value('1 / half'), 2)
  assert.is(value('one == 1.0 && half < 1 && one > half'), true)
})

test('any value passes through unharmed', () => {
  const json = fc.jsonValue().map(made => JSON.parse(JSON.stringify(made)) as unknown)
  fc.assert(
    fc.property(json, made => {
      const vars = unplaced({ x: made })
      const around = createScope([{ name: 'facts', literal: true, vars }])

      assert.equal(evaluate(unplaced('x'), around), made)
      assert.equal(evaluate(unplaced('[{"x": x}]'), around), [{ x: made }])
      assert.is(evaluate(unplaced('x == x'), around), true)
    }),
  )
})

test('lists, maps and texts can be asked what they hold', () => {
  assert.is(value('"a" in items && 1 in items && null in items && !("b" in items)'), true)
  assert.is(value('"key" in box && !("value" in box)'), true)
  assert.is(value('"eb" in name'), true)
  assert.is(value('"a" in empty'), false)
  assert.is(value('users.exists(u, u.name == "bob")'), true)
  assert.is(value('size(items) == 3 && size(box) == 2 && size(empty) == 0'), true)
  assert.is(value('box == {"key": "value", "inner": {"n": 2}}'), true)
  assert.is(value('name.startsWith("web") && name.matches("^web[0-9]$")'), true)
})

test('what may be missing is asked for', () => {
  assert.is(value('has(vars.name)'), true)
  assert.is(value('has(vars.nowhere)'), false)
  assert.is(value('has(box.key) && !has(box.other)'), true)
  assert.is(value('has(vars.nowhere) && nowhere == 1'), false)
  assert.is(value('vars.?nowhere.orValue(7)'), 7)
  assert.is(value('box.?other.orValue("x")'), 'x')
})

test('a variable with the name of a type is not taken for the type', () => {
  const around = createScope([layerOf('list: [a]\ntype: master')])
  const found = faultOf(() => evaluate(unplaced('size(list) == 1'), around))

  assert.is(found.message, '"list" is the name of a type in conditions')
  assert.is(found.hint, 'write `vars.list` for the variable')
  assert.is(evaluate(unplaced('size(vars.list) == 1 && vars.type == "master"'), around), true)
  assert.is(value('type(items) == list'), true)
})

test('versions are compared by their numbers', () => {
  assert.is(value('compareVersions("1.10.0", "1.9.2")'), 1)
  assert.is(value('compareVersions("8", "8")'), 0)
})

test('an undefined name is a fault in every position that is reached', () => {
  for (const expression of [
    'nam == 1',
    '!nam',
    'nam',
    'nam.x',
    'has(nam.x)',
    'size(nam) == 0',
    '[nam]',
    '{"a": nam}',
    'flag ? nam : 1',
    'flag && nam',
    'nam && flag',
    'nam || flag',
    'nam == 1 || flag',
    'users.exists(u, u.name == nam)',
    'users.exists(u, nam)',
    'vars.nam == 1',
    'name.startsWith(nam)',
  ]) {
    const found = fault(expression)
    assert.instance(found, UndefinedFault, expression)
    assert.is(found.message, '"nam" is undefined (did you mean "name"?)', expression)
  }
  assert.is(value('flag || nam'), true)
})

test('a missing key or item says what there is', () => {
  assert.is(fault('box.kez == 1').message, '"box" has no "kez" (did you mean "key"?)')
  assert.is(fault('box.kez == 1').hint, '"box" has: key, inner')
  assert.is(fault('box["kez"] == 1').message, '"box" has no "kez" (did you mean "key"?)')
  assert.is(fault('box.inner.xx.y').message, '"box.inner" has no "xx"')
  assert.is(fault('nothing.x').message, '"nothing" is null, so it has no "x"')
  assert.is(fault('items[3]').message, '"items" has 3 items, so there is no [3]')
  assert.is(fault('users[0].nam').message, '"users[0]" has no "nam" (did you mean "name"?)')
  assert.is(fault('users.exists(u, u.nam == 1)').message, '"u" has no "nam"')
})

test("a fault in a variable's own text comes through, and default spellings do not hide it", () => {
  assert.is(fault('broken == 1 || flag').message, '"nowhere" is undefined')
  assert.is(fault('vars.?broken.orValue(1)').message, '"nowhere" is undefined')
})

test('a pending variable ends the evaluation only when it is reached', () => {
  const isPending = (error: unknown) => error instanceof PendingVariable

  assert.throws(() => value('result.rc == 0'), isPending)
  assert.throws(() => value('result.rc == 0 || flag'), isPending)
  assert.throws(() => value('has(vars.result)'), isPending)
  assert.is(value('flag || result.rc == 0'), true)
  assert.is(value('false && result.rc == 0'), false)
})

test('a fault points at its part of the expression', () => {
  const found = faultOf(() => holds([located('"flag && nam == 1"')], scope))

  assert.is(positionOf(found), 'play.yml:1:10')
  assert.is(found.place?.length, 3)
})

test('all conditions of a list have to hold, and none behind the first that does not is looked at', () => {
  const all = (...conditions: unknown[]) =>
    holds(
      conditions.map(each => unplaced(each)),
      scope,
    )

  assert.is(all(), true)
  assert.is(all('one == 1', true), true)
  assert.is(all(true, 'one == 2', 'nam'), false)
  assert.is(all(false), false)
})

test('a condition that is not true or false says how to ask', () => {
  const refused = (condition: unknown) => faultOf(() => holds([unplaced(condition)], scope))

  assert.is(refused('one').message, 'a condition has to be true or false, and this is 1')
  assert.is(refused('one').hint, 'write `one != 0`')
  assert.is(refused('name').hint, 'write `name != ""`')
  assert.is(refused('items').hint, 'write `size(items) > 0`')
  assert.is(refused('box').hint, 'write `size(box) > 0`')
  assert.is(refused('nothing').hint, 'write `nothing != null`')
  assert.is(refused('"true"').hint, 'write `bool(x)` for text that says true or false')
  assert.instance(refused(1), TemplateFault)
})

test('operators and functions name what they can not work with', () => {
  const messages = {
    '"a" + one': '"+" does not work on text and a whole number',
    'name > 1': '">" does not work on text and a whole number',
    '!name': '"!" wants true or false, and this is text',
    'name && flag': 'true or false is wanted here, and this is text',
    'name ? 1 : 2': 'true or false is wanted here, and this is text',
    'foo(1)': 'there is no function "foo" in conditions',
    'sizes(items)': 'there is no function "sizes" in conditions (did you mean "size"?)',
    'name.startsWit("a")':
      'there is no method "startsWit" in conditions (did you mean "startsWith"?)',
    'name.startswith("a")': 'there is no "startswith" in conditions',
    'has(name)': 'has() invalid argument',
    'one ==': 'the expression ends too early',
    'namespace == "prod"': '"namespace" is a reserved word in conditions',
  }

  for (const [expression, message] of Object.entries(messages)) {
    assert.is(fault(expression).message, message)
  }
  assert.is(fault('"a" + one').hint, 'make text of a value with `string(x)`')
  assert.is(value('vars.namespace == "prod"'), true)
})

test.run()
