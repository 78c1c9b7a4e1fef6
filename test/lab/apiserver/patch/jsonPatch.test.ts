import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { jsonPatch } from '../../../../src/lab/apiserver/patch/jsonPatch.ts'

type Case = readonly [document: unknown, operation: object, becomes: unknown]

const CASES: Readonly<Record<string, Case>> = {
  'adds to the end of a list': [[1], { op: 'add', path: '/-', value: 2 }, [1, 2]],
  'inserts into a list': [[1, 3], { op: 'add', path: '/1', value: 2 }, [1, 2, 3]],
  'replaces in a list': [[1, 2], { op: 'replace', path: '/0', value: 3 }, [3, 2]],
  'removes from a list': [[1, 2], { op: 'remove', path: '/0' }, [2]],
  'moves within a list': [[1, 2, 3], { op: 'move', from: '/0', path: '/2' }, [2, 3, 1]],
  'goes through lists': [[{ a: 1 }], { op: 'add', path: '/0/b', value: 2 }, [{ a: 1, b: 2 }]],
  'sets a key that is there': [{ a: 1 }, { op: 'add', path: '/a', value: 2 }, { a: 2 }],
  'sets null': [{ a: 1 }, { op: 'replace', path: '/a', value: null }, { a: null }],
  'replaces the whole': [{ a: 1 }, { op: 'replace', path: '', value: { b: 2 } }, { b: 2 }],
  'knows the empty key': [{ '': 1 }, { op: 'remove', path: '/' }, {}],
  'compares without regard to the order of keys': [
    { a: { b: 1, c: 2 } },
    { op: 'test', path: '/a', value: { c: 2, b: 1 } },
    { a: { b: 1, c: 2 } },
  ],
}

for (const [what, [document, operation, becomes]] of Object.entries(CASES))
  test(what, () => {
    assert.equal(jsonPatch(document, [operation]), becomes)
  })

const REFUSED: Readonly<Record<string, readonly [document: unknown, patch: unknown]>> = {
  'a place past the end': [[1], [{ op: 'add', path: '/2', value: 0 }]],
  'a place that is no index': [[1], [{ op: 'remove', path: '/01' }]],
  'a parent that is not there': [{}, [{ op: 'add', path: '/a/b', value: 0 }]],
  'a place inside of a plain value': [{ a: 1 }, [{ op: 'add', path: '/a/b', value: 0 }]],
  'to replace what is not there': [{}, [{ op: 'replace', path: '/a', value: 0 }]],
  'to copy what is not there': [{}, [{ op: 'copy', from: '/a', path: '/b' }]],
  'what is inherited': [{}, [{ op: 'remove', path: '/constructor' }]],
  'a value of another type': [{ a: 1 }, [{ op: 'test', path: '/a', value: '1' }]],
  'an operation without a value': [{}, [{ op: 'add', path: '/a' }]],
  'a path that does not begin with a slash': [{}, [{ op: 'add', path: 'a', value: 1 }]],
  'what is no list': [{}, { op: 'add', path: '/a', value: 1 }],
}

for (const [what, [document, patch]] of Object.entries(REFUSED))
  test(`refuses ${what}`, () => {
    assert.throws(() => jsonPatch(document, patch))
  })

test.run()
