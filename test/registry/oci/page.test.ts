import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pageOf, parsePage } from '../../../src/registry/oci/index.ts'

const test = suite('page')
const LIST = ['a', 'b', 'c', 'd']
const read = (query: string) => parsePage(new URLSearchParams(query), 3)

test('walks a list to its end, and says where to go on only while there is more', () => {
  assert.equal(pageOf(LIST, read('n=2')), { items: ['a', 'b'], next: 'b' })
  assert.equal(pageOf(LIST, read('n=2&last=b')), { items: ['c', 'd'], next: undefined })
  assert.equal(pageOf(LIST, read('n=2&last=d')), { items: [], next: undefined })
})

test('starts after a name that is not in the list', () => {
  assert.equal(pageOf(LIST, read('last=bb')).items, ['c', 'd'])
  assert.equal(pageOf(LIST, read('last=')).items, LIST)
})

test('gives nothing for none, and no more than the most', () => {
  assert.equal(pageOf(LIST, read('n=0')), { items: [], next: undefined })
  assert.is(read('n=9999').count, 3)
})

test('refuses what is no count', () => {
  for (const n of ['-1', 'x', '1.5', ''])
    assert.throws(() => read(`n=${n}`), /number of results/, n)
})

test.run()
