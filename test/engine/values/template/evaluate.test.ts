import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createScope,
  render,
  TemplateFault,
  UndefinedFault,
} from '../../../../src/engine/values/index.ts'
import { faultOf, layerOf, located, positionOf } from '../../../helpers/variables.ts'

const test = suite('expressions in templates')

const scope = createScope([
  layerOf(`
name: web
port: 80
nothing: null
list: [x, y]
map: { key: value, inner: { deep: 1 } }
users: [{ name: ann, uid: 1 }, { name: bob, uid: 2 }]
broken: "{{ nowhere }}"
`),
])

const value = (template: string) => render(located(JSON.stringify(template)), scope)
const fault = (template: string) => faultOf(() => value(template))

test('an undefined name is a fault wherever it stands', () => {
  const positions = [
    '{{ prot }}',
    'text {{ prot }}',
    '{{{ prot }}}',
    '{{upper prot}}',
    '{{dict key=prot}}',
    '{{upper (lower prot)}}',
    '{{lookup map prot}}',
    '{{lookup prot "a"}}',
    '{{default prot.a prot}}',
    '{{#if prot}}{{/if}}',
    '{{#if (eq prot 1)}}{{/if}}',
    '{{#unless prot}}{{/unless}}',
    '{{#if port}}{{prot}}{{/if}}',
    '{{#if nothing}}{{else}}{{prot}}{{/if}}',
    '{{#each prot}}{{/each}}',
    '{{#each list}}{{@root.prot}}{{/each}}',
    '{{#each list}}{{../prot}}{{/each}}',
    '{{#each list as |item|}}{{item}}{{../prot}}{{/each}}',
    '{{#with prot}}{{/with}}',
    '{{#with map as |m|}}{{@root.prot}}{{/with}}',
    '{{this.prot}}',
    '{{vars.prot}}',
  ]

  for (const template of positions) {
    const found = fault(template)
    assert.instance(found, UndefinedFault, template)
    assert.is(found.message, '"prot" is undefined (did you mean "port"?)', template)
    // The text is quoted, so columns begin behind the quote.
    const column = found.place?.column ?? 0
    assert.match(JSON.stringify(template).slice(column - 1), /^(\.\.\/|@root\.|this\.|vars\.)?prot/)
  }
})

test('a missing step says which, and what there is', () => {
  assert.is(fault('{{ map.kez }}').message, '"map" has no "kez" (did you mean "key"?)')
  assert.is(fault('{{ map.kez }}').hint, '"map" has: key, inner')
  assert.is(fault('{{ map.inner.x.y }}').message, '"map.inner" has no "x"')
  assert.is(fault('{{ nothing.x }}').message, '"nothing" is null, so it has no "x"')
  assert.is(fault('{{ port.x }}').message, '"port" is a number, so it has no "x"')
  assert.is(fault('{{ name.x }}').message, '"name" is text, so it has no "x"')
  assert.is(fault('{{ list.[2] }}').message, '"list" has 2 items, so there is no [2]')
  assert.is(fault('{{ users.[1].nam }}').message, '"users.[1]" has no "nam" (did you mean "name"?)')
  assert.is(fault('{{ list.first }}').message, '"list" is a list, so it has no "first"')
})

test('only own keys are members', () => {
  for (const step of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    assert.instance(fault(`{{ map.${step} }}`), UndefinedFault)
    assert.instance(fault(`{{ ${step} }}`), UndefinedFault)
    assert.instance(fault(`{{lookup map "${step}"}}`), UndefinedFault)
  }
})

test('items, keys and lengths are reached', () => {
  assert.is(value('{{ list.[1] }}'), 'y')
  assert.is(value('{{ users.[0].name }}'), 'ann')
  assert.is(value('{{ list.length }}'), 2)
  assert.is(value('{{ map.inner.deep }}'), 1)
  assert.is(value('{{lookup map "key"}}'), 'value')
  assert.is(value('{{lookup list 1}}'), 'y')
})

test('default takes the place of what this text can not find, and of nothing else', () => {
  assert.is(value('{{default prot 1}}'), 1)
  assert.is(value('{{default port 1}}'), 80)
  assert.is(value('{{default map.a.b.c "y"}}'), 'y')
  assert.is(value('{{default list.[7] "y"}}'), 'y')
  assert.is(value('{{default (lookup map "a") "y"}}'), 'y')
  assert.is(value('{{default (first (list)) "y"}}'), 'y')
  assert.is(value('{{default nothing "y"}}'), null)
  assert.is(value('{{default nothing "y" true}}'), 'y')
  assert.is(value('{{default port prot}}'), 80)
  assert.is(fault('{{default broken "y"}}').message, '"nowhere" is undefined')
})

test('choices do not look at what they do not take', () => {
  assert.is(value('{{ternary true 1 prot}}'), 1)
  assert.is(value('{{ternary nothing prot 2}}'), 2)
  assert.is(value('{{and false prot}}'), false)
  assert.is(value('{{or port prot}}'), 80)
})

test('a name alone is a variable, even when a helper has that name', () => {
  assert.is(fault('{{ upper }}').message, '"upper" is undefined')
  assert.is(render(located('"{{ list }}"'), createScope([layerOf('list: mine')])), 'mine')
})

test('a helper is checked before anything is rendered', () => {
  assert.is(fault('{{uper name}}').message, 'there is no helper "uper" (did you mean "upper"?)')
  assert.is(fault('{{upper name port}}').message, 'upper: at most 1 argument, got 2')
  assert.is(fault('{{replace name}}').message, 'replace: 3 arguments wanted, got 1')
  assert.is(
    fault('{{sort list atribute="x"}}').message,
    'sort: unknown argument "atribute" (did you mean "attribute"?)',
  )
})

test('a value that a helper can not work with names the helper and its usage', () => {
  const found = fault('a {{upper list}}')

  assert.instance(found, TemplateFault)
  assert.is(found.message, 'upper wants text, got a list')
  assert.is(found.hint, 'usage: upper TEXT')
  assert.is(positionOf(found), 'play.yml:1:4')
})

test("a name that is a variable but not the item's says how to reach it", () => {
  const found = fault('{{#each users}}{{name}}:{{port}}{{/each}}')

  assert.match(found.message, /^"this" has no "port"/)
  assert.is(found.hint, 'the variable is out of this block: write ../port')
})

test.run()
