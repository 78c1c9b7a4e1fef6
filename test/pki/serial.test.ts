import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatSerial } from '../../src/pki/index.ts'

test('writes hexadecimal with an even number of digits and a newline', () => {
  assert.is(formatSerial(0n), '00\n')
  assert.is(formatSerial(10n), '0A\n')
  assert.is(formatSerial(0x1ffn), '01FF\n')
})

test.run()
