import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Kind, keywordsOf } from '../../src/engine/playbook/index.ts'
import { KEYWORDS } from '../../src/modules/keywords.ts'

const KINDS: readonly Kind[] = [
  'play',
  'playbook import',
  'role',
  'block',
  'task',
  'handler',
  'import',
  'include',
  'apply',
  'meta',
]

test('describes every keyword that the parser knows, and no other', () => {
  const known = new Set(KINDS.flatMap(keywordsOf))

  assert.equal(Object.keys(KEYWORDS).sort(), [...known].sort())
})

test('says what each means in one sentence', () => {
  for (const [name, { meaning }] of Object.entries(KEYWORDS))
    assert.match(meaning, /^[A-Z].*\.$|^`/, name)
})

test.run()
