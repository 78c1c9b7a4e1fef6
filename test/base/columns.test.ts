import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { binarySize } from '../../src/base/binarySize.ts'
import { columns } from '../../src/base/columns.ts'

test('columns line up, numbers at their ends', () => {
  const rows = [
    ['a', '5', 'x'],
    ['long name', '1000', ''],
  ]
  assert.equal(columns(['NAME', '>COUNT', 'MORE'], rows), [
    'NAME       COUNT  MORE',
    'a              5  x',
    'long name   1000',
  ])
})

test('sizes are short and in binary units', () => {
  const sizes = [0, 264, 1023, 1024, 1_610_612_736, 107_374_182_400, 2 ** 60]
  assert.equal(sizes.map(binarySize), [
    '0B',
    '264B',
    '1023B',
    '1KiB',
    '1.5GiB',
    '100GiB',
    '1024PiB',
  ])
})

test.run()
