import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../../src/base/yaml.ts'
import { createScope, HELPERS, render } from '../../../../src/engine/values/index.ts'
import { faultOf } from '../../../helpers/variables.ts'

const test = suite('helpers')

const VARS = {
  text: 'Hello World',
  path: '/etc/docker/certs.d',
  numbers: [3, 1, 2, 1],
  words: ['b', 'a'],
  users: [
    { name: 'bob', uid: 2, on: true },
    { name: 'ann', uid: 1, on: false },
  ],
  map: { a: 1, b: { c: 2 } },
  yaml: 'a: [1, yes]',
  bad: '{',
}

function value(expression: string): unknown {
  const layer = { name: 'vars', literal: true, vars: unplaced(VARS) }
  return render(unplaced(`{{${expression}}}`), createScope([layer]))
}

/** At least one for every helper. */
const EXAMPLES: readonly (readonly [expression: string, value: unknown])[] = [
  ['abs -3', 3],
  ['add 1 2', 3],
  ['add "1" 2', 3],
  ['and 1 0 2', 0],
  ['and 1 2', 2],
  ['b64decode "aGk="', 'hi'],
  ['b64encode "hi"', 'aGk='],
  ['basename path', 'certs.d'],
  ['bool "yes"', true],
  ['bool "off"', false],
  ['bool 0', false],
  ['capitalize "aBC"', 'Abc'],
  ['combine map (dict b=1)', { a: 1, b: 1 }],
  ['combine map (dict b=(dict d=3)) recursive=true', { a: 1, b: { c: 2, d: 3 } }],
  ['concat "a" 1 true', 'a1true'],
  ['default nothing "x"', 'x'],
  ['dict a=1 b="x"', { a: 1, b: 'x' }],
  ['dict2items (dict a=1)', [{ key: 'a', value: 1 }]],
  ['difference numbers (list 1)', [3, 2]],
  ['dirname path', '/etc/docker'],
  ['div 5 2', 2.5],
  ['eq map (dict a=1 b=(dict c=2))', true],
  ['eq 1 "1"', false],
  ['first numbers', 3],
  ['flatten (list 1 (list 2 (list 3)))', [1, 2, 3]],
  ['flatten (list 1 (list 2 (list 3))) 1', [1, 2, [3]]],
  ['float "1.5"', 1.5],
  ['from_json "[1]"', [1]],
  ['from_yaml yaml', { a: [1, true] }],
  ['ge 2 2', true],
  ['gt "b" "a"', true],
  ['in "a" words', true],
  ['in "a" map', true],
  ['in "World" text', true],
  ['in 9 numbers', false],
  ['indent "a\nb\n\nc" 2', 'a\n  b\n\n  c'],
  ['indent "a\nb" 2 first=true', '  a\n  b'],
  ['int "42"', 42],
  ['int 1.9', 1],
  ['int true', 1],
  ['intersect numbers (list 1 9)', [1]],
  ['items2dict (list (dict key="a" value=1))', { a: 1 }],
  ['items2dict users key_name="name" value_name="uid"', { bob: 2, ann: 1 }],
  ['join words', 'ba'],
  ['join numbers ","', '3,1,2,1'],
  ['keys map', ['a', 'b']],
  ['last numbers', 1],
  ['le 1 2', true],
  ['length text', 11],
  ['length numbers', 4],
  ['length map', 2],
  ['list 1 "a"', [1, 'a']],
  ['lookup map "a"', 1],
  ['lower text', 'hello world'],
  ['lt 1 2', true],
  ['map users "name"', ['bob', 'ann']],
  ['max numbers', 3],
  ['min words', 'a'],
  ['mod 7 2', 1],
  ['mul 2 3', 6],
  ['ne 1 2', true],
  ['not 0', true],
  ['or 0 "" "x"', 'x'],
  ['path_join "/a" "b/" "../c"', '/a/c'],
  ['quote "it\'s"', `'it'\\''s'`],
  ['range 3', [0, 1, 2]],
  ['range 2 4', [2, 3]],
  ['regex_escape "a.b"', 'a\\.b'],
  ['regex_findall text "o"', ['o', 'o']],
  ['regex_findall text "(\\w)o"', ['l', 'W']],
  ['regex_replace text "(\\w+) (\\w+)" "\\2 \\1"', 'World Hello'],
  ['regex_search text "W\\w+"', 'World'],
  ['regex_search text "[0-9]"', ''],
  ['rejectattr users "on"', [VARS.users[1]]],
  ['replace text "o" "$&"', 'Hell$& W$&rld'],
  ['reverse numbers', [1, 2, 1, 3]],
  ['round 2.5', 3],
  ['round 2.345 2', 2.35],
  ['selectattr users "on"', [VARS.users[0]]],
  ['selectattr users "name" "ann"', [VARS.users[1]]],
  ['selectattr users "nothing"', []],
  ['sha256 "abc"', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['slice numbers 1 3', [1, 2]],
  ['slice numbers 2', [2, 1]],
  ['sort numbers', [1, 1, 2, 3]],
  ['sort words reverse=true', ['b', 'a']],
  ['map (sort users attribute="uid") "name"', ['ann', 'bob']],
  ['split " a  b "', ['a', 'b']],
  ['split "a,b" ","', ['a', 'b']],
  ['string 1', '1'],
  ['sub 3 1', 2],
  ['suffix words ":1"', ['b:1', 'a:1']],
  ['sum numbers', 7],
  ['ternary true 1 2', 1],
  ['to_json map', '{"a":1,"b":{"c":2}}'],
  ['to_nice_json (dict a=1)', '{\n    "a": 1\n}'],
  ['to_nice_json (dict a=1) indent=1', '{\n "a": 1\n}'],
  ['to_yaml (dict a=(list 1))', 'a:\n  - 1\n'],
  ['trim " a "', 'a'],
  ['union words (list "a" "c")', ['b', 'a', 'c']],
  ['unique numbers', [3, 1, 2]],
  ['upper text', 'HELLO WORLD'],
  ['values (dict a=1)', [1]],
  [
    'zip words numbers',
    [
      ['b', 3],
      ['a', 1],
    ],
  ],
]

test('every helper has an example', () => {
  const shown = new Set(EXAMPLES.map(([expression]) => expression.split(' ')[0]))

  assert.equal(
    HELPERS.map(({ name }) => name).filter(name => !shown.has(name)),
    [],
  )
})

test('every helper does what its example says', () => {
  for (const [expression, expected] of EXAMPLES) {
    assert.equal(value(expression), expected, expression)
  }
})

test('every helper says in a sentence what it gives', () => {
  for (const { name, usage, summary } of HELPERS) {
    assert.ok(usage.startsWith(name))
    assert.match(summary, /^[A-Z].*\.$/, name)
  }
})

test('what a helper can not work with is a fault in words', () => {
  const faults = [
    ['upper map', 'upper wants text, got a map'],
    ['first text', 'first wants a list, got text'],
    ['keys words', 'keys wants a map, got a list'],
    ['int "x"', 'int wants a number, got "x"'],
    ['bool "maybe"', 'bool can\'t tell whether "maybe" is true or false'],
    ['lt 1 "a"', "lt can't compare a number with text"],
    ['div 1 0', "div can't divide by 0"],
    ['first (list)', 'first: the list is empty'],
    ['map users "nam"', 'map: "item" has no "nam" (did you mean "name"?)'],
    ['regex_search text "("', 'regex_search "(" is not a regular expression'],
    ['range 1000000', 'range gives at most 100000 numbers'],
    ['lookup map "zz"', 'lookup: there is no "zz"'],
  ] as const

  for (const [expression, message] of faults) {
    assert.is(faultOf(() => value(expression)).message, message)
  }
  assert.match(faultOf(() => value('from_json bad')).message, /^from_json the text is not JSON: /)
  assert.match(faultOf(() => value('from_yaml bad')).message, /^from_yaml the text is not YAML: /)
})

test.run()
