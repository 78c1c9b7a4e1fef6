import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { Fault } from '../../src/base/fault.ts'
import { parseWith } from '../../src/base/schema.ts'
import { parseYaml } from '../../src/base/yaml.ts'

const test = suite('schema')

const SCHEMA = z.strictObject({
  dest: z.string(),
  http: z.strictObject({ addr: z.string().default(':5000') }).optional(),
})

function refusal(text: string): Fault {
  const { value, places } = parseYaml(text, 'f.yaml')
  try {
    parseWith(SCHEMA, value, { name: 'copy', places })
  } catch (error) {
    assert.instance(error, Fault)
    return error as Fault
  }
  return assert.unreachable() as never
}

test('hands back typed values with defaults', () => {
  assert.equal(parseWith(SCHEMA, { dest: '/a', http: {} }, { name: 'copy' }), {
    dest: '/a',
    http: { addr: ':5000' },
  })
})

test('an unknown key is named, placed and answered with the nearest one', () => {
  const fault = refusal('dest: /a\ndst: /b\n')

  assert.is(fault.message, 'copy: unknown key "dst" (did you mean "dest"?)')
  assert.is(fault.place?.line, 2)
})

test('an unknown key further down names its parent and its own neighbours', () => {
  const fault = refusal('dest: /a\nhttp:\n  adr: x\n')

  assert.is(fault.message, 'copy: unknown key "adr" in "http" (did you mean "addr"?)')
  assert.equal([fault.place?.line, fault.place?.column], [3, 3])
})

test('a wrong type says what was expected, at the value', () => {
  const fault = refusal('dest: [1]\n')

  assert.match(fault.message, /"dest": expected string/)
  assert.is(fault.place?.column, 7)
})

test.run()
