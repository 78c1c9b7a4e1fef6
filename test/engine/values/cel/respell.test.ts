import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../../src/base/yaml.ts'
import { createScope, evaluate, TemplateFault } from '../../../../src/engine/values/index.ts'
import { faultOf } from '../../../helpers/variables.ts'

const test = suite('spellings of Jinja in conditions')

/** What an Ansible user writes, and how it is written here. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'x is defined': 'has(vars.x)',
  'x is not defined': '!has(vars.x)',
  'x is undefined': '!has(vars.x)',
  'x.y is defined': 'has(x.y)',
  'not x': '!x',
  'not x.y and z': '!x.y && z',
  'a and b': 'a && b',
  'a or b': 'a || b',
  "a == 'and' and b == 'or'": "a == 'and' && b == 'or'",
  'x is defined and x.rc != 0': 'has(vars.x) && x.rc != 0',
  'x | default(1) > 2': 'vars.?x.orValue(1) > 2',
  'x.y | default("z") == "z"': 'x.?y.orValue("z") == "z"',
  'x | default(false)': 'vars.?x.orValue(false)',
  'items | length > 0': 'size(items) > 0',
  'x | int > 3': 'int(x) > 3',
  'x | bool': 'bool(x)',
  'name | lower == "a"': 'name.lowerAscii() == "a"',
  "x not in ['a', 'b']": "!(x in ['a', 'b'])",
  'result is changed': 'result.changed',
  'result is not skipped': '!has(result.skipped)',
  'result is succeeded': '!result.failed',
  'x is none': 'x == null',
  'x is not none': 'x != null',
  'x is match("a.*")': 'x.matches("^" + "a.*")',
  'x is not search("a.*")': '!x.matches("a.*")',
  'v is version("1.2", ">=")': 'compareVersions(v, "1.2") >= 0',
  "'a' if x else 'b'": "x ? 'a' : 'b'",
  '{{ x }}': 'x',
  '{{ x == 1 }}': 'x == 1',
  'x = 1': 'x == 1',
  'x === 1': 'x == 1',
  'x <> 1': 'x != 1',
  'a ~ b': 'a + b',
  'not (a and b)': '!(a && b)',
  'x == None and y': 'x == null && y',
}

test('each is answered with the whole condition in our spelling', () => {
  for (const [written, ours] of Object.entries(SPELLINGS)) {
    const fault = faultOf(() => evaluate(unplaced(written), createScope([])))
    assert.instance(fault, TemplateFault, written)
    assert.is(fault.hint, `write \`${ours}\``, written)
  }
})

test('what is answered can be parsed', () => {
  for (const ours of Object.values(SPELLINGS)) {
    try {
      evaluate(unplaced(ours), createScope([]))
    } catch (error) {
      assert.not.instance(error, TemplateFault, ours)
    }
  }
})

test("Python's constants are answered too", () => {
  const hint = (text: string) => faultOf(() => evaluate(unplaced(text), createScope([]))).hint

  assert.is(hint('True'), 'write `true`')
  assert.is(hint('1 == None'), 'write `null`')
})

test.run()
