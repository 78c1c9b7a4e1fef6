import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  assigned,
  parseSysconfig,
  printSysconfig,
} from '../../../src/modules/registry/sysconfig.ts'

const line = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom('', '# ', '  ', '#', 'export '),
      fc.constantFrom('OPTIONS', 'ADD_REGISTRY', 'other_1'),
      fc.constantFrom("'", '"', ''),
      fc.string(),
      fc.constantFrom('', ' ', '\r', ' # note', '\\'),
    )
    .map(([lead, key, quote, value, tail]) => `${lead}${key}=${quote}${value}${quote}${tail}`),
)
const file = fc.array(line).map(lines => lines.join('\n'))

test('prints what it read, byte for byte', () => {
  fc.assert(fc.property(file, text => assert.is(printSysconfig(parseSysconfig(text)), text)))
})

test('tells comments, quotes and lists that go on over lines', () => {
  const pieces = parseSysconfig(
    ['# A comment.', "#KEY='a b'", 'OPTIONS="--x', '--y"', 'BARE=--a \\', '  --b', ''].join('\n'),
  )
  const read = pieces.flatMap(piece =>
    piece.kind === 'text' ? [] : [[piece.key, piece.isComment, piece.quote, piece.value]],
  )

  assert.equal(read, [
    ['KEY', true, "'", 'a b'],
    ['OPTIONS', false, '"', '--x\n--y'],
    ['BARE', false, '', '--a \\\n  --b'],
  ])
})

test('leaves what only a shell could read as text', () => {
  for (const text of ["A='x' # note", 'A="x\\"y"', "A='open", 'A=x"y"', "# A='open\n'"])
    assert.is(parseSysconfig(text)[0]?.kind, 'text', text)
})

test('puts a comment in force and quotes a value that needs it', () => {
  const put = (text: string, value: string): string => {
    const [piece] = parseSysconfig(text)
    return piece?.kind === 'assignment' ? printSysconfig([assigned(piece, value)]) : ''
  }

  assert.is(put("# A='x'\n", 'y z'), "A='y z'\n")
  assert.is(put('A="x"  \n', 'y z'), 'A="y z"  \n')
  assert.is(put('A=x\n', 'y'), 'A=y\n')
  assert.is(put('A=x\n', 'y z'), "A='y z'\n")
})

test.run()
