import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, Hasher, parseDigest } from '../../../src/registry/oci/index.ts'

const test = suite('digest')
const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('names the bytes', () => {
  assert.is(digestOf(new Uint8Array()), EMPTY)
  assert.match(digestOf(new Uint8Array(), 'sha512'), /^sha512:cf83e1357eefb8bd[0-9a-f]{112}$/)
})

test('takes the two algorithms in lower-case hex, and nothing else', () => {
  assert.is(parseDigest(EMPTY), EMPTY)
  for (const text of [
    '',
    'sha256:',
    EMPTY.toUpperCase(),
    EMPTY.slice(0, -1),
    `${EMPTY}0`,
    EMPTY.replace('sha256', 'sha512'),
    EMPTY.replace('sha256', 'md5'),
    ` ${EMPTY}`,
    `${EMPTY}\n`,
  ]) {
    assert.is(parseDigest(text), undefined, text)
  }
})

test('can be asked while bytes still come in', () => {
  const hasher = new Hasher('sha256')
  hasher.update(Buffer.from('one'))
  const early = hasher.digest()
  hasher.update(Buffer.from('two'))

  assert.is(early, digestOf(Buffer.from('one')))
  assert.is(hasher.digest(), digestOf(Buffer.from('onetwo')))
  assert.is(hasher.size, 6)
})

test.run()
