import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../src/base/fault.ts'
import { below, parseYaml, placeOf, toYaml } from '../../src/base/yaml.ts'

const test = suite('yaml')

test('reads modes, booleans and merges as playbooks write them', () => {
  const text =
    'a: &x {mode: 0644, old: 0o755}\nb: {<<: *x, enabled: yes}\nc: [no, n, 12:30, 2026-01-01]\n'

  assert.equal(parseYaml(text, 'f').value, {
    a: { mode: 0o644, old: 0o755 },
    b: { mode: 0o644, old: 0o755, enabled: true },
    c: [false, 'n', '12:30', '2026-01-01'],
  })
})

test('an empty text is undefined', () => {
  assert.is(parseYaml('# nothing\n', 'f').value, undefined)
})

test('knows the line and column of every key and value', () => {
  const { places } = parseYaml(
    '- name: x\n  copy:\n    "dst": /a\n    list: [1, {b: 2}]\n',
    'p.yaml',
  )

  const key = places.key([0, 'copy', 'dst'])
  assert.equal([key.line, key.column, key.length, key.source], [3, 6, 3, '    "dst": /a'])
  assert.is(places.value([0, 'copy', 'list', 1, 'b']).column, 19)
})

test('an unknown path is placed at its nearest known ancestor', () => {
  const { places } = parseYaml('a:\n  b: 1\n', 'f')

  assert.is(places.value(['a', 'b', 'c', 0]).line, 2)
})

test('a located value keeps its place on the way down', () => {
  const document = parseYaml('play:\n  vars:\n    x: 1\n', 'f')
  const found = below(
    { value: document.value, at: [], places: document.places },
    'play',
    'vars',
    'x',
  )

  assert.is(found.value, 1)
  assert.is(placeOf(found)?.line, 3)
})

const BROKEN: readonly [name: string, text: string, message: RegExp, line: number][] = [
  ['a tab', 'a:\n\tb: 1\n', /tab character/, 2],
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /duplicated mapping key/, 3],
  ['an open bracket', 'a: [1\n', /not valid YAML/, 2],
  ['a second document', 'a: 1\n---\nb: 2\n', /more than one YAML document/, 1],
]
for (const [name, text, message, line] of BROKEN) {
  test(`refuses ${name} and says where`, () => {
    try {
      parseYaml(text, 'broken.yaml')
      assert.unreachable()
    } catch (error) {
      assert.instance(error, Fault)
      assert.match((error as Fault).message, message)
      assert.is((error as Fault).place?.line, line)
      assert.is((error as Fault).place?.file, 'broken.yaml')
    }
  })
}

test('what it prints, it reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const plain = JSON.parse(JSON.stringify(value ?? null))
      assert.equal(parseYaml(toYaml(plain), 'f').value ?? null, plain)
    }),
    { numRuns: 200 },
  )
})

test.run()
