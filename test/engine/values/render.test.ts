import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../src/base/yaml.ts'
import {
  createScope,
  OMIT,
  render,
  renderText,
  withoutOmitted,
} from '../../../src/engine/values/index.ts'
import { faultOf, layerOf, located, positionOf } from '../../helpers/variables.ts'

const test = suite('render')

const json = fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown)

function literal(vars: Record<string, unknown>) {
  return createScope([{ name: 'facts', literal: true, vars: unplaced(vars) }])
}

test('a lone expression keeps whatever value it has', () => {
  fc.assert(
    fc.property(json, value => {
      assert.equal(render(unplaced('{{ x }}'), literal({ x: value })), value)
    }),
  )
})

test('a value passes through JSON and back', () => {
  fc.assert(
    fc.property(json, value => {
      assert.equal(render(unplaced('{{from_json (to_json x)}}'), literal({ x: value })), value)
    }),
  )
})

test('text out of a variable is not rendered again', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const scope = literal({ x: `${text}{{ y }}` })

      assert.is(render(unplaced('{{ x }}'), scope), `${text}{{ y }}`)
      assert.is(render(unplaced('<{{ x }}>'), scope), `<${text}{{ y }}>`)
    }),
  )
})

test('values without templates come out as they are', () => {
  fc.assert(
    fc.property(json, value => {
      const plain = JSON.parse(JSON.stringify(value).replaceAll('%', '').replaceAll(/\{+/g, '{'))

      assert.equal(render(unplaced(plain), literal({})), plain)
    }),
  )
})

test('a lone helper keeps the type of its result', () => {
  const scope = literal({ list: [3, 1, 2] })

  assert.equal(render(unplaced('{{sort list}}'), scope), [1, 2, 3])
  assert.is(render(unplaced('{{length (sort list)}}'), scope), 3)
  assert.is(render(unplaced('{{eq 1 1}}'), scope), true)
  assert.is(render(unplaced('{{7}}'), scope), 7)
})

test('anything beside the expression makes it text', () => {
  const scope = literal({ n: 1, yes: true, nothing: null, list: [1, 'a'], map: { k: null } })

  assert.is(render(unplaced(' {{ n }}'), scope), ' 1')
  assert.is(render(unplaced('{{ yes }}{{ n }}'), scope), 'true1')
  assert.is(render(unplaced('<{{ nothing }}>'), scope), '<>')
  assert.is(render(unplaced('<{{ list }}>'), scope), '<[1,"a"]>')
  assert.is(render(unplaced('<{{ map }}>'), scope), '<{"k":null}>')
})

test('nothing is escaped', () => {
  assert.is(render(unplaced('<{{ x }}>'), literal({ x: `<&"'` })), `<<&"'>`)
})

test('lists and maps are rendered at any depth, keys too', () => {
  const value = located(`
list: ["{{ n }}", { deep: ["{{ n }}", plain, null] }]
"{{ key }}-x": "{{ key }}"
`)

  assert.equal(render(value, literal({ n: 1, key: 'k' })), {
    list: [1, { deep: [1, 'plain', null] }],
    'k-x': 'k',
  })
})

test('a key called __proto__ is a key', () => {
  const rendered = render(unplaced(JSON.parse('{"__proto__": "{{ n }}"}')), literal({ n: 1 }))

  assert.is(JSON.stringify(rendered), '{"__proto__":1}')
})

test('omit stays where it is until it is taken out', () => {
  const value = located('mode: "{{ default mode omit }}"\nlist: ["{{ omit }}", a]\nkept: null')
  const rendered = render(value, literal({}))

  assert.equal(rendered, { mode: OMIT, list: [OMIT, 'a'], kept: null })
  assert.equal(withoutOmitted(rendered), { list: ['a'], kept: null })
  assert.is(withoutOmitted(OMIT), undefined)
})

test('omit can not be a part of a text', () => {
  assert.match(faultOf(() => render(unplaced('x{{ omit }}'), literal({}))).message, /`omit` stands/)
})

test('a template file keeps its last line break, and block lines leave nothing behind', () => {
  const text = '# hosts\n{{#each hosts}}\n{{this}}\n{{/each}}\nend\n'

  assert.is(renderText(text, 'hosts.hbs', literal({ hosts: ['a', 'b'] })), '# hosts\na\nb\nend\n')
})

test('a fault in a template file has its line and column', () => {
  const fault = faultOf(() => renderText('a\r\n\r\n  b {{ nope }}\r\n', 'x.hbs', literal({})))

  assert.is(positionOf(fault), 'x.hbs:3:8')
  assert.is(fault.place?.source, '  b {{ nope }}')
})

test('a fault in YAML has the line and column of the expression', () => {
  const value = located('a: 1\nb:\n  - "x {{ a }} {{ nope }}"\n')

  assert.is(positionOf(faultOf(() => render(value, literal({ a: 1 })))), 'play.yml:3:19')
})

test("a fault in a variable's own text is placed there", () => {
  const scope = createScope([layerOf('a: "{{ b }}"\nb: "{{ nope }}"')])

  assert.is(positionOf(faultOf(() => render(located('"{{ a }}"'), scope))), 'vars.yml:2:8')
})

test.run()
