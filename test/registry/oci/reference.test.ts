import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OciError, parseReference, parseRepository } from '../../../src/registry/oci/index.ts'

const test = suite('reference')

test('takes the names that clients use', () => {
  for (const name of [
    'a',
    'demo/app',
    'a/b/c/d',
    'a.b/c_d/e__f/g-h/i--j',
    '0/1',
    'a'.repeat(255),
  ]) {
    assert.is(parseRepository(name), name)
  }
})

test('refuses every other name', () => {
  for (const name of [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    'A/b',
    'a/../b',
    '.a',
    'a.',
    'a___b',
    '_a',
    'a b',
    'a\n',
    'ä',
    'a'.repeat(256),
  ]) {
    assert.is(parseRepository(name), undefined, name)
  }
})

test('tells tags from digests by the colon', () => {
  assert.equal(parseReference('v1.0'), { kind: 'tag', tag: 'v1.0' })
  const digest = `sha256:${'a'.repeat(64)}`
  assert.equal(parseReference(digest), { kind: 'digest', digest })
})

test('names what is wrong with a reference', () => {
  for (const [text, code] of [
    ['sha256:bad', 'DIGEST_INVALID'],
    ['md5:d41d8cd98f00b204e9800998ecf8427e', 'DIGEST_INVALID'],
    ['.hidden', 'TAG_INVALID'],
    ['a'.repeat(129), 'TAG_INVALID'],
  ] as const) {
    assert.throws(
      () => parseReference(text),
      (error: unknown) => error instanceof OciError && error.code === code && error.status === 400,
    )
  }
})

test.run()
