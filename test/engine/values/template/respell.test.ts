import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../../src/base/yaml.ts'
import { createScope, render, TemplateFault } from '../../../../src/engine/values/index.ts'
import { faultOf, located, positionOf } from '../../../helpers/variables.ts'

const test = suite('spellings of Jinja in templates')

const fault = (text: string) => faultOf(() => render(unplaced(text), createScope([])))

/** What an Ansible user writes, and what the hint says. */
const SPELLINGS: readonly (readonly [written: string, hint: string])[] = [
  ['{{ groups.masters[0] }}', 'write {{groups.masters.[0]}}'],
  ['{{ groups["masters"][0] }}', 'write {{groups.[masters].[0]}}'],
  ['{{ hostvars[inventory_hostname].x }}', ''],
  ['{{ hostvars[host] }}', 'write {{lookup hostvars host}}'],
  ['{{ hostvars[host].zone }}', 'write {{lookup (lookup hostvars host) "zone"}}'],
  ['{{ d[k].a.b }}', 'write {{lookup (lookup (lookup d k) "a") "b"}}'],
  ['{{ x | default("y") }}', 'write {{default x "y"}}'],
  ["{{ x|default('y') }}", "write {{default x 'y'}}"],
  ['{{ x | upper | replace("a", "b") }}', 'write {{replace (upper x) "a" "b"}}'],
  ['{{ users | map(attribute="name") }}', ''],
  ['{{ x | d(1) | int }}', 'write {{int (default x 1)}}'],
  ['{{ x.y() }}', ''],
  ['{{ x.items() }}', 'write {{dict2items x}}'],
  ['{{ x.split(",") }}', 'write {{split x ","}}'],
  ['{{ ",".join(list) }}', 'write {{join list ","}}'],
  ['{{ x.get("k", 1) }}', 'write {{default (lookup x "k") 1}}'],
  ['{{ a + b }}', 'write {{add a b}}'],
  ['{{ a - 1 }}', 'write {{sub a 1}}'],
  ['{{ a * 2 }}', 'write {{mul a 2}}'],
  ['{{ a / 2 }}', 'write {{div a 2}}'],
  ['{{ "a" + b }}', 'write {{concat "a" b}}'],
  ['{{ a ~ b }}', 'write {{concat a b}}'],
  ["{{ 'a' if x else 'b' }}", "write {{ternary x 'a' 'b'}}"],
  ["{{ 'a' if x == 1 else 'b' }}", "write {{ternary (eq x 1) 'a' 'b'}}"],
  ['{{ a == b }}', 'write {{eq a b}}'],
  ['{{ a != "x" }}', 'write {{ne a "x"}}'],
  ['{{ a >= 2 }}', 'write {{ge a 2}}'],
  ['{{ a and b }}', 'write {{and a b}}'],
  ['{{ a or b.c }}', 'write {{or a b.c}}'],
  ['{{ a in b }}', 'write {{in a b}}'],
  ['{{ a not in b }}', 'write {{not (in a b)}}'],
  ['{{ !a }}', 'write {{not a}}'],
  ['{{ x is defined }}', 'write {{default x "..."}}'],
  ['{{ [1, "a"] }}', 'write {{list 1 "a"}}'],
  ['{{ upper(x) }}', 'write {{upper x}}'],
  ['{{#if a == 1}}{{/if}}', 'write {{#if (eq a 1)}}'],
  ['{{#if a and b}}{{/if}}', 'write {{#if (and a b)}}'],
  ['{{#each x | sort}}{{/each}}', 'write {{#each (sort x)}}'],
  ['{{ True }}', 'write `true`'],
  ['{% if x %}', 'write {{#if x}} ... {{else}} ... {{/if}}'],
  ['{%- for x in y %}', 'write {{#each list as |item|}} ... {{/each}}'],
  [
    '{% set x = 1 %}',
    'set variables under `vars`; {{#with x as |name|}} ... {{/with}} names a value',
  ],
]

test('each gets a message, and a hint that writes it our way where that can be told', () => {
  for (const [written, hint] of SPELLINGS) {
    const found = fault(written)
    assert.not.match(found.message, /Parse error|is not a valid expression/, written)
    if (hint) assert.is(found.hint, hint, written)
  }
})

test('what a hint says can be parsed', () => {
  for (const [written, hint] of SPELLINGS) {
    const code = /^write (\{\{[^#].*\}\})$/.exec(hint)?.[1]
    if (!code) continue
    try {
      render(unplaced(code), createScope([]))
    } catch (error) {
      assert.not.instance(error, TemplateFault, `${written}: ${code}`)
    }
  }
})

test('not is a helper and needs no lesson', () => {
  assert.is(render(unplaced('{{ not false }}'), createScope([])), true)
})

test('blocks and braces that do not match are named', () => {
  const messages = ['{{#if x}}', '{{/if}}', '{{#if x}}{{/each}}', 'a {{ b'].map(
    text => fault(text).message,
  )

  assert.equal(messages, [
    '{{#if}} is never closed',
    '{{/if}} closes nothing',
    '{{#if}} is closed by {{/each}}',
    '"{{" is never closed',
  ])
})

test('the wrong expression is underlined, not the first one', () => {
  const found = faultOf(() => render(located('a: "{{ good }} and {{ bad[0] }}"'), createScope([])))

  assert.is(positionOf(found), 'play.yml:1:23')
  assert.is(found.place?.length, 'bad[0]'.length)
})

test('text for other template languages can be kept', () => {
  assert.match(fault('{{.Names}}').message, /does not begin with a dot/)
  assert.is(render(unplaced('\\{{.Names}}'), createScope([])), '{{.Names}}')
  assert.is(render(unplaced('%{http_code} {%x%}'), createScope([])), '%{http_code} {%x%}')
})

test.run()
