import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatSerial, parseSerial } from '../../src/pki/index.ts'

test('writes hexadecimal with an even number of digits and a newline', () => {
  assert.is(formatSerial(0n), '00\n')
  assert.is(formatSerial(10n), '0A\n')
  assert.is(formatSerial(0x1ffn), '01FF\n')
})

test('reads back what it wrote, and files without a newline', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 159n }), serial => {
      assert.is(parseSerial(formatSerial(serial)), serial)
    }),
  )
  assert.is(parseSerial(' 1f '), 31n)
  assert.throws(() => parseSerial('one'), /hexadecimal/)
})

test.run()
