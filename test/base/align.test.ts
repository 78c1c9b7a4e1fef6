import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { below, type Located, parseYaml } from '../../src/base/yaml.ts'

const test = suite('the place of a part of a YAML text')

const YAML = `plain: text {{ a }}
quoted: "text {{ a }} \\" {{ b }}"
single: 'it''s {{ b }}'
literal: |
  first
    second {{ b }}
folded: >-
  first
  second {{ b }}
list: [x, "{{ b }}"]
`

/** Line and column of the last `{{`, and what stands there. */
function found(...path: (string | number)[]): string {
  const { value, places } = parseYaml(YAML, 'f.yml')
  const located = below({ value, at: [], places } as Located, ...path)
  const text = String(located.value)
  const start = text.lastIndexOf('{{')
  const place = places.inside?.(located.at, text, { start, end: text.length })
  return `${place?.line}:${place?.column} ${place?.source?.slice((place.column ?? 0) - 1)}`
}

test('is found in plain text', () => assert.is(found('plain'), '1:13 {{ a }}'))
test('is found behind an escaped quote', () => assert.is(found('quoted'), '2:26 {{ b }}"'))
test('is found behind a doubled quote', () => assert.is(found('single'), "3:16 {{ b }}'"))
test('is found on its line of a literal block', () => assert.is(found('literal'), '6:12 {{ b }}'))
test('is found on its line of a folded block', () => assert.is(found('folded'), '9:10 {{ b }}'))
test('is found in a list', () => assert.is(found('list', 1), '10:12 {{ b }}"]'))

test.run()
