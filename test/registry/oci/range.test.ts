import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OciError, parseContentRange, parseRange } from '../../../src/registry/oci/index.ts'

const test = suite('range')

test('finds the bytes that are asked for', () => {
  assert.equal(parseRange('bytes=0-4', 10), { start: 0, end: 4 })
  assert.equal(parseRange('bytes=5-', 10), { start: 5, end: 9 })
  assert.equal(parseRange('bytes=-3', 10), { start: 7, end: 9 })
  assert.equal(parseRange('bytes=-30', 10), { start: 0, end: 9 })
  assert.equal(parseRange('bytes=8-99', 10), { start: 8, end: 9 })
})

test('gives all where the header asks for no single range of bytes', () => {
  for (const header of [undefined, '', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,3-4']) {
    assert.is(parseRange(header, 10), undefined, header)
  }
})

test('refuses what lies outside, and says how much there is', () => {
  for (const header of ['bytes=10-', 'bytes=500-0', 'bytes=-0', 'bytes=11-12']) {
    assert.throws(
      () => parseRange(header, 10),
      (error: unknown) =>
        error instanceof OciError &&
        error.status === 416 &&
        error.headers['Content-Range'] === 'bytes */10',
    )
  }
})

test('reads where a chunk belongs in every spelling', () => {
  for (const header of ['3-7', 'bytes 3-7', 'bytes=3-7', 'bytes 3-7/10', '3-7/*']) {
    assert.equal(parseContentRange(header), { start: 3, end: 7 }, header)
  }
  assert.is(parseContentRange(undefined), undefined)
})

test('refuses a place that makes no sense', () => {
  for (const header of ['', '7-3', 'a-b', '3', '-3', `0-${'9'.repeat(20)}`]) {
    assert.throws(() => parseContentRange(header), /range/, header)
  }
})

test.run()
