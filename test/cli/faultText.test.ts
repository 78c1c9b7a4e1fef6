import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../src/base/fault.ts'
import { plain } from '../../src/base/paint.ts'
import { faultText } from '../../src/cli/faultText.ts'

const test = suite('fault text')

test('shows the sentence, the place with its line underlined, and the hint', () => {
  const place = { file: 'site.yaml', line: 14, column: 7, source: '      dst: /etc/x', length: 3 }
  const fault = new Fault('copy: unknown argument "dst"', { place, hint: '`wharf doc copy`' })

  assert.is(
    faultText(fault, plain),
    [
      'error: copy: unknown argument "dst"',
      '  --> site.yaml:14:7',
      '   |',
      '14 |       dst: /etc/x',
      '   |       ^^^',
      'hint: `wharf doc copy`',
      '',
    ].join('\n'),
  )
})

test('a fault of no place is one line', () => {
  assert.is(faultText(new Fault('no inventory'), plain), 'error: no inventory\n')
})

test.run()
