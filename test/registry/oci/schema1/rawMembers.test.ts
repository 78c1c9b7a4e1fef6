import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rawMembers } from '../../../../src/registry/oci/schema1/rawMembers.ts'
import { rewrittenTime } from '../../../../src/registry/oci/schema1/time.ts'

const test = suite('the text of a config')

function members(json: string): Record<string, string> {
  JSON.parse(json)
  return Object.fromEntries(rawMembers(json))
}

test('is kept as it was, but for white space', () => {
  assert.equal(members(' { } '), {})
  assert.equal(members('{ "a" : 1.0 }'), { a: '1.0' })
  assert.equal(members('{"a": {"b": [1, {"c": 2}], "d": {}},\n"e": [ ] , "f": "x y" }'), {
    a: '{"b":[1,{"c":2}],"d":{}}',
    e: '[]',
    f: '"x y"',
  })
})

test('may hold in its strings what has a meaning outside of them', () => {
  assert.equal(members(String.raw`{"a,b": "}, \"c\": {", "d\\": "[\\", "\u0065": "\u0065"}`), {
    'a,b': String.raw`"}, \"c\": {"`,
    'd\\': String.raw`"[\\"`,
    e: String.raw`"\u0065"`,
  })
})

test('has the last of two members of the same name', () => {
  assert.equal(members('{"a": 1, "b": 2, "a": 3}'), { a: '3', b: '2' })
})

test('is escaped where it could be taken for markup', () => {
  assert.equal(members('{"a": "<&>\u2028\u2029é"}'), {
    a: String.raw`"\u003c\u0026\u003e\u2028\u2029é"`,
  })
})

test('tells times in one way', () => {
  const times: Readonly<Record<string, string | undefined>> = {
    '2024-02-01T00:00:00Z': '2024-02-01T00:00:00Z',
    '2024-02-01T00:00:00.000Z': '2024-02-01T00:00:00Z',
    '2024-02-01T00:00:00.120300+00:00': '2024-02-01T00:00:00.1203Z',
    '2024-02-01T00:00:00.1234567891-05:30': '2024-02-01T00:00:00.123456789-05:30',
    '2024-13-01T00:00:00Z': undefined,
    '2024-02-01': undefined,
    '': undefined,
  }
  for (const [given, written] of Object.entries(times)) assert.is(rewrittenTime(given), written)
})

test.run()
