import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fields } from '../../../../src/lab/apiserver/model/object.ts'
import { strategicPatch } from '../../../../src/lab/apiserver/patch/strategicPatch.ts'

const MERGE_KEYS = { items: 'name', 'items.ports': 'port', words: '' }

interface Case {
  readonly old: Fields
  readonly patch: Fields
  readonly becomes: Fields
}

const CASES: Readonly<Record<string, Case>> = {
  'merges maps, and null removes': {
    old: { a: { b: 1, c: 2 } },
    patch: { a: { b: null, d: 3 } },
    becomes: { a: { c: 2, d: 3 } },
  },
  'merges items of the same key, and adds others': {
    old: { items: [{ name: 'a', x: 1 }, { name: 'b' }] },
    patch: { items: [{ name: 'c' }, { name: 'a', y: 2 }] },
    becomes: { items: [{ name: 'a', x: 1, y: 2 }, { name: 'b' }, { name: 'c' }] },
  },
  'merges lists inside of items': {
    old: { items: [{ name: 'a', ports: [{ port: 1 }, { port: 2 }] }] },
    patch: { items: [{ name: 'a', ports: [{ port: 2, x: 1 }] }] },
    becomes: { items: [{ name: 'a', ports: [{ port: 1 }, { port: 2, x: 1 }] }] },
  },
  'joins lists of plain values': {
    old: { words: ['a', 'b'] },
    patch: { words: ['b', 'c'] },
    becomes: { words: ['a', 'b', 'c'] },
  },
  'replaces lists that have no key': {
    old: { other: [{ name: 'a' }] },
    patch: { other: [{ name: 'b' }] },
    becomes: { other: [{ name: 'b' }] },
  },
  'deletes an item': {
    old: { items: [{ name: 'a' }, { name: 'b' }] },
    patch: { items: [{ name: 'a', $patch: 'delete' }] },
    becomes: { items: [{ name: 'b' }] },
  },
  'deletes nothing when there is no such item': {
    old: { items: [{ name: 'a' }] },
    patch: { items: [{ name: 'b', $patch: 'delete' }] },
    becomes: { items: [{ name: 'a' }] },
  },
  'replaces a whole list': {
    old: { items: [{ name: 'a' }] },
    patch: { items: [{ $patch: 'replace' }, { name: 'b' }] },
    becomes: { items: [{ name: 'b' }] },
  },
  'replaces a whole map': {
    old: { a: { b: 1 } },
    patch: { a: { $patch: 'replace', c: 2 } },
    becomes: { a: { c: 2 } },
  },
  'deletes a whole map': {
    old: { a: { b: 1 }, c: 1 },
    patch: { a: { $patch: 'delete' } },
    becomes: { c: 1 },
  },
  'deletes plain values': {
    old: { words: ['a', 'b', 'c'] },
    patch: { '$deleteFromPrimitiveList/words': ['a', 'c'] },
    becomes: { words: ['b'] },
  },
  'sets the order of items': {
    old: { items: [{ name: 'a' }, { name: 'b' }] },
    patch: { '$setElementOrder/items': [{ name: 'b' }, { name: 'a' }] },
    becomes: { items: [{ name: 'b' }, { name: 'a' }] },
  },
  'sets the order of plain values that it adds to': {
    old: { words: ['a', 'b'] },
    patch: { '$setElementOrder/words': ['c', 'b', 'a'], words: ['c'] },
    becomes: { words: ['c', 'b', 'a'] },
  },
  'keeps only the named keys': {
    old: { a: { b: 1, c: 2 } },
    patch: { a: { $retainKeys: ['c', 'd'], d: 3 } },
    becomes: { a: { c: 2, d: 3 } },
  },
}

for (const [what, { old, patch, becomes }] of Object.entries(CASES))
  test(what, () => {
    const before = structuredClone(old)

    assert.equal(strategicPatch(old, patch, MERGE_KEYS), becomes)
    assert.equal(old, before)
  })

test('refuses items without their key', () => {
  assert.throws(() => strategicPatch({}, { items: [{ x: 1 }] }, MERGE_KEYS), /merge key: name/)
})

test.run()
