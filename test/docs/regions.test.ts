import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection } from '../helpers/rejection.ts'
import { filled } from './regions.ts'

const page = (text: string): string =>
  `by hand\n<!-- generated: list -->\n${text}<!-- end: list -->\nby hand, too\n`

test('replaces what is generated and keeps what is not', async () => {
  const current = await filled(page('old\n'), { list: async () => 'new\n' })

  assert.is(current, page('\nnew\n\n'))
  assert.is(await filled(current, { list: () => 'new' }), current)
})

test('takes what is generated as it is, even where it means something to a replacement', async () => {
  assert.is(await filled(page(''), { list: () => '$1 $& `$`' }), page('\n$1 $& `$`\n\n'))
})

test('refuses a region that nobody makes', async () => {
  assert.match((await rejection(filled(page(''), {}))).message, 'no generator makes "list"')
})

test.run()
