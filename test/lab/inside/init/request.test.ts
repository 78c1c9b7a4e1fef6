import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRequest } from '../../../../src/lab/inside/init/request.ts'

test('takes options before, between and after the units', () => {
  const request = parseRequest(['--no-block', 'restart', 'a', '-q', 'b.socket', '--', '-c'])
  assert.is(request.verb, 'restart')
  assert.equal(request.units, ['a.service', 'b.socket', '-c.service'])
  assert.equal([...request.flags], ['no-block', 'quiet'])
})

const PROPERTIES = [
  ['show', '-p', 'A,B', 'u'],
  ['show', '-pA,B', 'u'],
  ['show', '--property=A', '--property', 'B', 'u'],
  ['show', '-P', 'A,B', 'u'],
]

for (const words of PROPERTIES) {
  test(`asks for two properties with ${words.join(' ')}`, () => {
    const request = parseRequest(words)
    assert.equal(request.properties, ['A', 'B'])
    assert.equal(request.units, ['u.service'])
    assert.is(request.flags.has('value'), words.includes('-P'))
  })
}

test('asks for every property unless told', () => {
  assert.is(parseRequest(['show', 'u']).properties, undefined)
})

test('keeps the values of options', () => {
  assert.is(parseRequest(['status', '-n', '3', 'u']).values['lines'], '3')
  assert.is(parseRequest(['kill', '-sHUP', 'u']).values['signal'], 'HUP')
})

test.run()
